import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Role } from '../../protocol/people-api.ts'
import { PRIVILEGES } from '../../protocol/privileges.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { ConfirmButton } from '../frame/confirm-button.tsx'
import { roleText } from '../frame/name-texts.ts'
import { NameChoices, NameList } from '../frame/names.tsx'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import type { OwnGroup } from '../groups/use-group.tsx'
import { texts } from '../texts.ts'
import classes from './people.module.css'
import { peopleApi, rolesKey, rolesQuery, usersKey } from './queries.ts'

const words = texts.people.role

/** Built-in roles, and those of the group's own (RO-2). */
export function RolesView({ group }: { group: OwnGroup }) {
  const api = useApi()
  const roles = useQuery(rolesQuery(api, group.id))
  const isEditor = group.permissions.includes('roles.manage')
  if (!roles.data) return <QueryState query={roles} />
  const { items, bound } = roles.data
  return (
    <Stack gap="lg">
      <Text c="dimmed">{words.lead}</Text>
      {isEditor && <NewRole groupId={group.id} bound={bound} />}
      {items.map((role) => (
        <RoleEntry
          key={`${role.name} ${role.inForce.join()}`}
          groupId={group.id}
          role={role}
          bound={bound}
          isEditor={isEditor && !role.isBuiltIn}
        />
      ))}
    </Stack>
  )
}

type EntryProps = { groupId: number; role: Role; bound: readonly string[]; isEditor: boolean }

function RoleEntry({ groupId, role, bound, isEditor }: EntryProps) {
  const api = useApi()
  const [isOpen, setIsOpen] = useState(false)
  const [rights, setRights] = useState<string[]>([...role.privileges, ...role.permissions])
  const calls = peopleApi(api, groupId)
  const change = useServerChange([rolesKey(groupId), usersKey(groupId)], (names: string[]) =>
    calls.changeRole(role.name, split(names)),
  )
  const remove = useServerChange([rolesKey(groupId)], () => calls.removeRole(role.name))
  const title = roleText(role.title)
  const all = [...role.privileges, ...role.permissions]
  const failure = change.failure ?? remove.failure
  return (
    <Section title={title}>
      <Text size="sm" c="dimmed">
        {[...(role.isBuiltIn ? [words.builtIn] : []), words.members(role.members)].join(' · ')}
      </Text>
      {all.length === 0 ? <Text>{words.none}</Text> : <NameList names={all} inForce={role.inForce} />}
      {isEditor && (
        <>
          <Group gap="xs">
            <Button
              variant="default"
              aria-label={isOpen ? texts.people.list.close : words.editLabel(title)}
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? texts.people.list.close : words.edit}
            </Button>
            <ConfirmButton
              text={words.remove}
              label={words.removeLabel(title)}
              question={words.removeQuestion(title)}
              isDisabled={role.members > 0}
              isBusy={remove.isBusy}
              onConfirm={() => remove.run(undefined)}
            />
          </Group>
          {failure && <Notice text={failure} isError />}
          {isOpen && (
            <Stack gap="sm" className={classes['details'] ?? ''}>
              <Rights bound={bound} value={rights} onChange={setRights} />
              <Group>
                <Button loading={change.isBusy} onClick={() => change.run(rights)}>
                  {words.save}
                </Button>
              </Group>
            </Stack>
          )}
        </>
      )}
    </Section>
  )
}

function NewRole({ groupId, bound }: { groupId: number; bound: readonly string[] }) {
  const api = useApi()
  const [title, setTitle] = useState('')
  const [rights, setRights] = useState<string[]>([])
  const create = useServerChange(
    [rolesKey(groupId)],
    (names: string[]) => peopleApi(api, groupId).makeRole({ title: title.trim(), ...split(names) }),
    () => {
      setTitle('')
      setRights([])
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.run(rights)
  }
  return (
    <Section title={words.newTitle}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={words.title}
            description={words.titleLead}
            required
            maxLength={63}
            maw="24rem"
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Rights bound={bound} value={rights} onChange={setRights} />
          {create.failure && <Notice text={create.failure} isError />}
          <Group>
            <Button type="submit" loading={create.isBusy}>
              {words.create}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}

type RightsProps = { bound: readonly string[]; value: string[]; onChange: (next: string[]) => void }

/** What the group permits, to be chosen from. */
function Rights({ bound, value, onChange }: RightsProps) {
  const { privileges, permissions } = split([...bound])
  return (
    <>
      {[
        { label: words.privileges, names: privileges },
        { label: words.permissions, names: permissions },
      ].map(({ label, names }) => (
        <NameChoices key={label} label={label} names={names} value={value} onChange={onChange} />
      ))}
    </>
  )
}

function split(names: readonly string[]): { privileges: string[]; permissions: string[] } {
  const isPrivilege = (name: string) => PRIVILEGES.some((one) => one === name)
  return { privileges: names.filter(isPrivilege), permissions: names.filter((name) => !isPrivilege(name)) }
}
