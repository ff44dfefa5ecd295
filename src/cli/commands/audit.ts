import { audit, NO_GROUP, verifyAudit } from '../../web-server/audit/audit.ts'
import { type Command, findGroup } from './command.ts'

/** The audit log. */
export const AUDIT_COMMANDS: Readonly<Record<string, Command>> = {
  'audit export': {
    min: 1,
    max: 1,
    async run(db, [groupText = '']) {
      const group = groupText === '0' ? NO_GROUP : await findGroup(db, groupText)
      const rows = await db
        .selectFrom('audit')
        .select(['seq', 'at', 'actor', 'operation', 'object', 'outcome', 'hash'])
        .where('group_id', '=', group)
        .orderBy('seq')
        .execute()
      await audit(db, Date.now(), {
        groupId: group,
        actor: 'operator',
        operation: 'audit.export',
        object: 'audit',
        outcome: `${rows.length} entries`,
      })
      return { data: rows, lines: rows.map((row) => JSON.stringify(row)) }
    },
  },
  'audit verify': {
    min: 0,
    max: 0,
    async run(db) {
      const groups = await db.selectFrom('audit_heads').select('group_id').orderBy('group_id').execute()
      const data: { group: number; entries: number; brokenAt: number | null }[] = []
      for (const { group_id } of groups) data.push({ group: group_id, ...(await verifyAudit(db, group_id)) })
      const lines = data.map(({ group, entries, brokenAt }) =>
        brokenAt === null
          ? `${group === 0 ? 'installation' : `group ${group}`}: ${entries} entries, whole`
          : `${group === 0 ? 'installation' : `group ${group}`}: BROKEN at entry ${brokenAt} of ${entries}`,
      )
      return { data, lines, isBad: data.some(({ brokenAt }) => brokenAt !== null) }
    },
  },
}
