/// <reference types="vite/client" />

interface ImportMetaEnv {
  readonly VITE_ALMANAC_URL?: string;
}
