import { statementName } from './statement-name.js';

test.each([
  ['select * from content.variant v where v.slug = $1', 'select content.variant'],
  ['  update ledger.head\n set seq = seq + 1 returning seq', 'update ledger.head'],
  ['INSERT INTO "content"."document"("id", "kind") VALUES ($1, $2)', 'insert content.document'],
  ['with due as (select 1 from webhook.delivery for update) select 1', 'with webhook.delivery'],
  ['select graphile_worker.add_job($1, $2::json)', 'select graphile_worker.add_job'],
  ["select set_config('lock_timeout', $1, true)", 'select'],
  ['START TRANSACTION', 'start'],
  ["select 'a canary' where $1 = 'from'", 'select'],
  ['', 'other'],
])('%j is called %j', (text, name) => expect([statementName(text), statementName(text)]).toEqual([name, name]));
