import type { Backup, Restored } from '#interchange';

type Read = Pick<Restored, 'header' | 'end'>;

export function backupReport(file: string, { header, end, bytes }: Backup): string {
  return [
    `Wrote ${file}: ${megabytes(bytes)}, ${contents({ header, end })}`,
    'Keep the secret of this installation with it, in another place: without it partner keys do not work after a restore.',
  ].join('\n');
}

export function checkedReport(file: string, { header, end, signed }: Restored | (Read & { signed: boolean })): string {
  return [
    `${file} is whole: ${contents({ header, end })}`,
    signed
      ? 'It was made under the secret of this installation, and not changed since.'
      : 'It was made under another secret.',
  ].join('\n');
}

export function restoreReport({ header, end, upgraded, signed }: Restored): string {
  return [
    `Restored ${contents({ header, end })}`,
    ...(upgraded.length > 0 ? [`Brought up to this release by ${upgraded.length} migrations.`] : []),
    ...(signed ? [] : ['It was made under another secret: issue every partner key again.']),
    'Keys that were revoked, and documents that were expunged, after this backup are back: revoke and expunge them again.',
    'Everybody has to sign in again. Now check it: almanac verify',
  ].join('\n');
}

function contents({ header, end }: Read): string {
  const documents = header.tables['content.document']?.rows ?? 0;
  return `${documents} documents, ${end.rows} rows, up to publication ${header.head.seq}, as of ${header.at}.`;
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
