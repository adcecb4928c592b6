import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { MythFact } from './myth-fact.js';

@ObjectType({ description: 'A published myth that a text repeats, and where the text says it best.' })
export class MythMatch {
  @Field(() => MythFact, { description: 'The myth, and the fact that corrects it.' })
  readonly mythFact!: MythFact;

  @Field(() => Float, { description: 'How close the words are, from 0 to 1; 1 is word for word.' })
  readonly score!: number;

  @Field(() => Int, {
    description: 'Where in the text the quote begins, in UTF-16 code units (the offsets of JavaScript, Java and C#).',
  })
  readonly start!: number;

  @Field(() => Int, { description: 'Where in the text the quote ends, in UTF-16 code units: the place behind it.' })
  readonly end!: number;

  @Field(() => String, { description: 'The words of the text that repeat the myth.' })
  readonly quote!: string;
}
