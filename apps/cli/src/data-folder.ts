import { CannotStart } from '#platform';

/** A sentence for a failed write into the data folder; anything else is given back as it was. */
export function dataFolderRefusal(error: unknown, dataDir: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof CannotStart || code === undefined) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CannotStart(
      `The disk that holds ${dataDir} is full: free some space there, or choose a folder on another disk with ALMANAC_DATA_DIR.`,
    );
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new CannotStart(
      `${dataDir} cannot be the data folder: a part of that path is a file. Move it away, or choose another folder with ALMANAC_DATA_DIR.`,
    );
  return new CannotStart(
    `The data folder ${dataDir} cannot be written (${code}): give this user permission, or choose another with ALMANAC_DATA_DIR.`,
  );
}
