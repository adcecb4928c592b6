/** The words beside an embed that are not a document's own: those of the API's own texts. */
export interface Labels {
  readonly myth: string;
  readonly fact: string;
  readonly phone: string;
  readonly text: string;
  readonly chat: string;
  readonly hours: string;
  readonly textTo: string;
  readonly status: Readonly<Record<string, string>>;
}

const EN: Labels = {
  myth: 'Myth',
  fact: 'Fact',
  phone: 'Call',
  text: 'Text',
  chat: 'Chat',
  hours: 'Hours',
  textTo: '%code to %number',
  status: {
    SUPPORTED_WITH_LIMITS: 'Supported with limits',
    DISPUTED: 'Disputed',
    UNVERIFIED: 'Unverified',
    SUPERSEDED: 'Superseded',
    RETRACTED: 'Retracted',
  },
};
const ES: Labels = {
  myth: 'Mito',
  fact: 'Realidad',
  phone: 'Llame al',
  text: 'Mensaje de texto',
  chat: 'Chat',
  hours: 'Horario',
  textTo: '%code al %number',
  status: {
    SUPPORTED_WITH_LIMITS: 'Respaldado con límites',
    DISPUTED: 'En disputa',
    UNVERIFIED: 'Sin verificar',
    SUPERSEDED: 'Reemplazado',
    RETRACTED: 'Retirado',
  },
};

/** Of the language of the locale, else in English. */
export const labelsFor = (locale: string): Labels => (/^es\b/i.test(locale) ? ES : EN);
