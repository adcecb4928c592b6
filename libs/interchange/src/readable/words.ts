import { type Bodies, type Labels, labelsFor } from '#content';

type Role = NonNullable<NonNullable<Bodies['fact']['citations']>[number]['role']>;
type Verdict = NonNullable<Bodies['myth-fact']['verdict']>;
type Level = NonNullable<Bodies['course']['level']>;
type LessonKind = NonNullable<
  NonNullable<NonNullable<NonNullable<Bodies['course']['modules']>[number]['lessons']>[number]>['kind']
>;

/** The words of ours that stand on a document's page; those of embeds are in content. */
export interface ReadingWords {
  readonly labels: Labels;
  readonly safetyContacts: string;
  readonly status: string;
  readonly supported: string;
  readonly verdict: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly roles: Readonly<Record<Role, string>>;
  readonly levels: Readonly<Record<Level, string>>;
  readonly lessonKinds: Readonly<Record<LessonKind, string>>;
  readonly minutes: string;
  readonly fields: Readonly<Record<Field, string>>;
  readonly sections: Readonly<Record<Section, string>>;
  readonly changes: Readonly<Record<'CORRECTION' | 'RETRACTION', string>>;
  readonly licence: string;
  /** `%number` and `%day`. */
  readonly edition: string;
  readonly withdrawn: string;
  readonly reasons: Readonly<Record<'GONE' | 'REPLACED' | 'RETRACTED' | 'REVERTED' | 'EXPUNGED', string>>;
}

type Field =
  | 'audiences'
  | 'measure'
  | 'population'
  | 'place'
  | 'period'
  | 'verifyBy'
  | 'supersededBy'
  | 'level'
  | 'duration'
  | 'authors'
  | 'publisher'
  | 'issued'
  | 'type'
  | 'address'
  | 'archive'
  | 'accessed'
  | 'languages'
  | 'operator'
  | 'verifiedOn'
  | 'region'
  | 'broader'
  | 'uses';
type Section =
  | 'evidence'
  | 'sources'
  | 'topics'
  | 'related'
  | 'corrections'
  | 'otherPhrasings'
  | 'objectives'
  | 'prerequisites'
  | 'narrower'
  | 'mythFacts';

type Words = Omit<ReadingWords, 'labels'>;

const EN: Words = {
  safetyContacts: 'Safety contacts',
  status: 'Status',
  supported: 'Supported',
  verdict: 'Verdict',
  verdicts: { FALSE: 'False', MISLEADING: 'Misleading', LACKS_CONTEXT: 'Lacks context', PARTLY_TRUE: 'Partly true' },
  roles: {
    PRIMARY: 'Primary source',
    SECONDARY: 'Reports it from another source',
    REPEATS: 'Repeats it without evidence',
    CRITIQUES: 'Argues against it',
    SUPERSEDES: 'Replaces what it was based on',
  },
  levels: { introductory: 'Introductory', intermediate: 'Intermediate', advanced: 'Advanced' },
  lessonKinds: { reading: 'Reading', video: 'Video', discussion: 'Discussion', activity: 'Activity', quiz: 'Quiz' },
  minutes: 'minutes',
  fields: {
    audiences: 'For',
    measure: 'Measures',
    population: 'Population',
    place: 'Place',
    period: 'Period',
    verifyBy: 'To be checked again by',
    supersededBy: 'Replaced by',
    level: 'Level',
    duration: 'Length',
    authors: 'Authors',
    publisher: 'Publisher',
    issued: 'Published',
    type: 'Type',
    address: 'Address',
    archive: 'Archived copy',
    accessed: 'Read on',
    languages: 'Languages',
    operator: 'Run by',
    verifiedOn: 'Checked on',
    region: 'Region',
    broader: 'Part of',
    uses: 'Uses',
  },
  sections: {
    evidence: 'Evidence',
    sources: 'Sources',
    topics: 'Topics',
    related: 'Further reading',
    corrections: 'Corrections',
    otherPhrasings: 'Other ways in which people say the myth',
    objectives: 'What you will be able to do',
    prerequisites: 'Take first',
    narrower: 'Topics within this one',
    mythFacts: 'Myths and facts',
  },
  changes: { CORRECTION: 'Correction', RETRACTION: 'Retraction' },
  edition: 'Edition %number, %day',
  licence: 'Licence',
  withdrawn: 'No longer public',
  reasons: {
    GONE: 'This document was taken away.',
    REPLACED: 'Another document took the place of this one.',
    RETRACTED: 'This document has been taken back: it should not have been said.',
    REVERTED: 'This document was public by mistake, and that was taken back.',
    EXPUNGED: 'This document must not exist any more. Please remove every copy of it.',
  },
};

const ES: Words = {
  safetyContacts: 'Contactos de seguridad',
  status: 'Estado',
  supported: 'Respaldado',
  verdict: 'Veredicto',
  verdicts: { FALSE: 'Falso', MISLEADING: 'Engañoso', LACKS_CONTEXT: 'Sin contexto', PARTLY_TRUE: 'Cierto en parte' },
  roles: {
    PRIMARY: 'Fuente primaria',
    SECONDARY: 'Lo toma de otra fuente',
    REPEATS: 'Lo repite sin pruebas',
    CRITIQUES: 'Lo discute',
    SUPERSEDES: 'Reemplaza aquello en que se basaba',
  },
  levels: { introductory: 'Inicial', intermediate: 'Intermedio', advanced: 'Avanzado' },
  lessonKinds: {
    reading: 'Lectura',
    video: 'Video',
    discussion: 'Conversación',
    activity: 'Actividad',
    quiz: 'Cuestionario',
  },
  minutes: 'minutos',
  fields: {
    audiences: 'Para',
    measure: 'Mide',
    population: 'Población',
    place: 'Lugar',
    period: 'Período',
    verifyBy: 'Se revisará antes del',
    supersededBy: 'Reemplazado por',
    level: 'Nivel',
    duration: 'Duración',
    authors: 'Autores',
    publisher: 'Editor',
    issued: 'Publicado',
    type: 'Tipo',
    address: 'Dirección',
    archive: 'Copia archivada',
    accessed: 'Consultado el',
    languages: 'Idiomas',
    operator: 'A cargo de',
    verifiedOn: 'Revisado el',
    region: 'Región',
    broader: 'Parte de',
    uses: 'Usa',
  },
  sections: {
    evidence: 'Pruebas',
    sources: 'Fuentes',
    topics: 'Temas',
    related: 'Para leer más',
    corrections: 'Correcciones',
    otherPhrasings: 'Otras formas de decir el mito',
    objectives: 'Lo que podrá hacer',
    prerequisites: 'Tomar antes',
    narrower: 'Temas dentro de este',
    mythFacts: 'Mitos y realidades',
  },
  changes: { CORRECTION: 'Corrección', RETRACTION: 'Retiro' },
  edition: 'Edición %number, %day',
  licence: 'Licencia',
  withdrawn: 'Ya no es público',
  reasons: {
    GONE: 'Este documento fue retirado.',
    REPLACED: 'Otro documento ocupó el lugar de este.',
    RETRACTED: 'Este documento fue desmentido por quienes lo publicaron.',
    REVERTED: 'Este documento se publicó por error y se anuló su publicación.',
    EXPUNGED: 'Este documento ya no debe existir. Por favor, elimine todas sus copias.',
  },
};

/** A language is a row here, as it is in the labels of content. */
const WORDS: ReadonlyMap<string, Words> = new Map([
  ['en', EN],
  ['es', ES],
]);

/** Of a locale, else of its language, else English. */
export function readingWords(locale: string): ReadingWords {
  const tag = locale.toLowerCase();
  const words = WORDS.get(tag) ?? WORDS.get(tag.split('-')[0] ?? '') ?? EN;
  return { ...words, labels: labelsFor(locale) };
}
