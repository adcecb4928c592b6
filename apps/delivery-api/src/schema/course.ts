import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Body } from '#content';
import { ContentDocument } from './content-document.js';
import { CourseLevelEnum, LessonKindEnum } from './enums.js';
import { Node } from './node.js';

type ModuleBody = NonNullable<Body<'course'>['modules']>[number];
type LessonBody = NonNullable<ModuleBody['lessons']>[number];
type UseBody = NonNullable<LessonBody['uses']>[number];

@ObjectType({ description: 'A document that a lesson uses.' })
export class LessonUse {
  constructor(
    readonly host: ContentDocument,
    readonly use: UseBody,
  ) {}

  @Field(() => Boolean, { description: 'True when the lesson names one edition; false when it follows the newest.' })
  get pinned(): boolean {
    return this.use.locale !== undefined && this.use.edition !== undefined;
  }
}

@ObjectType({ description: 'A lesson of a module.' })
export class Lesson {
  constructor(
    readonly host: ContentDocument,
    readonly lesson: LessonBody,
  ) {}

  @Field(() => String, { nullable: true, description: 'Title.' })
  get title(): string | null {
    return this.lesson.title ?? null;
  }

  @Field(() => Int, { nullable: true, description: 'Planned length in minutes.' })
  get minutes(): number | null {
    return this.lesson.minutes ?? null;
  }

  @Field(() => LessonKindEnum, { nullable: true, description: 'What learners do.' })
  get kind(): string | null {
    return this.lesson.kind ?? null;
  }

  @Field(() => [String], { description: 'What a learner can do afterwards.' })
  get objectives(): readonly string[] {
    return this.lesson.objectives ?? [];
  }

  @Field(() => [LessonUse], { description: 'What the lesson uses, in order.' })
  get uses(): readonly LessonUse[] {
    return (this.lesson.uses ?? [])
      .filter((use) => use.document !== undefined)
      .map((use) => new LessonUse(this.host, use));
  }
}

@ObjectType('CourseModule', { description: 'A module of a course.' })
export class CourseModule {
  constructor(
    readonly host: ContentDocument,
    readonly module: ModuleBody,
  ) {}

  @Field(() => String, { nullable: true, description: 'Title.' })
  get title(): string | null {
    return this.module.title ?? null;
  }

  @Field(() => String, { nullable: true, description: 'Summary.' })
  get summary(): string | null {
    return this.module.summary ?? null;
  }

  @Field(() => [Lesson], { description: 'Lessons, in order.' })
  get lessons(): readonly Lesson[] {
    return (this.module.lessons ?? []).map((lesson) => new Lesson(this.host, lesson));
  }
}

@ObjectType({ implements: () => [ContentDocument, Node], description: 'A course outline.' })
export class Course extends ContentDocument<'course'> {
  @Field(() => String, { description: 'Title.' })
  get title(): string {
    return this.body.title ?? '';
  }

  @Field(() => String, { nullable: true, description: 'Summary.' })
  get summary(): string | null {
    return this.body.summary ?? null;
  }

  @Field(() => CourseLevelEnum, { nullable: true, description: 'How much it expects.' })
  get level(): string | null {
    return this.body.level ?? null;
  }

  @Field(() => [String], { description: 'What a learner can do afterwards.' })
  get objectives(): readonly string[] {
    return this.body.objectives ?? [];
  }

  @Field(() => Int, { description: 'Sum of the minutes of its lessons.' })
  get totalMinutes(): number {
    const lessons = (this.body.modules ?? []).flatMap((module) => module.lessons ?? []);
    return lessons.reduce((sum, lesson) => sum + (lesson.minutes ?? 0), 0);
  }

  @Field(() => [CourseModule], { description: 'Modules, in order.' })
  get modules(): readonly CourseModule[] {
    return (this.body.modules ?? []).map((module) => new CourseModule(this, module));
  }
}
