import { Column } from 'typeorm/decorator/columns/Column.js';
import { PrimaryColumn } from 'typeorm/decorator/columns/PrimaryColumn.js';
import { Entity } from 'typeorm/decorator/entity/Entity.js';

@Entity({ schema: 'content', name: 'variant' })
export class VariantEntity {
  @PrimaryColumn('uuid', { name: 'document_id' })
  documentId!: string;

  @PrimaryColumn('text')
  locale!: string;

  @Column('text')
  kind!: string;

  @Column('text', { nullable: true })
  slug!: string | null;

  @Column('jsonb')
  draft!: object;

  @Column('int2', { name: 'draft_format' })
  draftFormat!: number;

  @Column('int4', { name: 'draft_version' })
  draftVersion!: number;

  @Column('int4', { name: 'based_on', nullable: true })
  basedOn!: number | null;

  @Column('int4', { name: 'last_revision' })
  lastRevision!: number;

  @Column('int4', { name: 'last_edition' })
  lastEdition!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt!: Date;

  @Column('text', { name: 'saved_by' })
  savedBy!: string;

  @Column('text', { name: 'workflow_state', default: 'draft' })
  workflowState!: string;

  @Column('uuid', { nullable: true })
  review!: string | null;

  /** What the live edition says itself about when it must be looked at again. */
  @Column('date', { name: 'due_said', nullable: true })
  dueSaid!: string | null;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: string | null;
}
