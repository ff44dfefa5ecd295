import { Button, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { LoginEntry } from '../../protocol/accounts.ts'
import type { GroupUser, Role, UserPatch } from '../../protocol/people-api.ts'
import { LoginList } from '../account/login-list.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { ConfirmButton } from '../frame/confirm-button.tsx'
import { roleText } from '../frame/name-texts.ts'
import { Notice } from '../frame/notice.tsx'
import { ShownOnce } from '../frame/shown-once.tsx'
import { texts } from '../texts.ts'
import classes from './people.module.css'
import { peopleApi, rolesKey, usersKey } from './queries.ts'

const words = texts.people

type Props = {
  groupId: number
  user: GroupUser
  roles: readonly Role[]
  logins: readonly LoginEntry[]
}

/** One member: who they are, and, opened, everything that can be changed. */
export function PersonEntry({ groupId, user, roles, logins }: Props) {
  const api = useApi()
  const [isOpen, setIsOpen] = useState(false)
  const end = useServerChange([['people', groupId]], (loginId: string | undefined) =>
    api.account.endPersonLogins(groupId, user.id, loginId),
  )
  return (
    <article className={classes['person']} aria-label={user.name}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>
            {user.name}
            {user.state !== 'active' && (
              <span className={classes['state']}>{words.list.states[user.state]}</span>
            )}
          </Text>
          <Text size="sm" c="dimmed">
            {factsOf(user, logins).join(' · ')}
          </Text>
        </div>
        <Group gap="xs">
          {logins.length > 0 && (
            <Button
              variant="default"
              aria-label={words.endAllLabel(user.name)}
              loading={end.isBusy}
              onClick={() => end.run(undefined)}
            >
              {words.endAll}
            </Button>
          )}
          <Button
            variant="default"
            aria-label={isOpen ? words.list.close : words.list.editLabel(user.name)}
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? words.list.close : words.list.edit}
          </Button>
        </Group>
      </Group>
      {end.failure && <Notice text={end.failure} isError />}
      {isOpen && (
        <div className={classes['details']}>
          <Details groupId={groupId} user={user} roles={roles} />
          {logins.length > 0 && (
            <>
              <Text fw={600} mt="md">
                {words.edit.logins}
              </Text>
              <LoginList logins={[...logins]} isBusy={end.isBusy} onEnd={(id) => end.run(id)} />
            </>
          )}
        </div>
      )}
    </article>
  )
}

function factsOf(user: GroupUser, logins: readonly LoginEntry[]): string[] {
  return [
    user.email,
    roleText(user.roleTitle),
    ...(user.username === null ? [] : [user.username]),
    ...(user.externalId === null ? [] : [user.externalId]),
    user.hasSecondFactor ? words.secondFactor : words.noSecondFactor,
    ...(user.isShared ? [words.list.shared] : []),
    ...(logins.length === 0 ? [words.noLogin] : []),
  ]
}

function Details({ groupId, user, roles }: Pick<Props, 'groupId' | 'user' | 'roles'>) {
  const api = useApi()
  const calls = peopleApi(api, groupId)
  const keys = [usersKey(groupId), rolesKey(groupId), ['people', groupId]]
  const [form, setForm] = useState({
    name: user.name,
    email: user.email,
    role: user.role,
    username: user.username ?? '',
    externalId: user.externalId ?? '',
  })
  const [url, setUrl] = useState<string | null>(null)
  const change = useServerChange(keys, (patch: UserPatch) => calls.change(user.id, patch))
  const reset = useServerChange(
    keys,
    () => calls.reset(user.id),
    ({ inviteUrl }) => setUrl(inviteUrl),
  )
  const other = useServerChange<() => Promise<unknown>, unknown>(keys, (work) => work())
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.run({
      ...(form.name !== user.name && { name: form.name }),
      ...(form.email !== user.email && { email: form.email }),
      ...(form.role !== user.role && { role: form.role }),
      username: form.username.trim() || null,
      externalId: form.externalId.trim() || null,
    })
  }
  const failure = change.failure ?? reset.failure ?? other.failure
  const isDisabled = user.state === 'disabled'
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {user.isShared && (
          <Text size="sm" c="dimmed">
            {words.edit.sharedLead}
          </Text>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          <TextInput label={words.invite.name} disabled={user.isShared} maxLength={127} {...field('name')} />
          <TextInput
            label={words.invite.email}
            disabled={user.isShared}
            maxLength={127}
            {...field('email')}
          />
          <NativeSelect
            label={words.invite.role}
            data={roles.map(({ name, title }) => ({ value: name, label: roleText(title) }))}
            {...field('role')}
          />
          <TextInput label={words.invite.username} maxLength={63} {...field('username')} />
          <TextInput label={words.invite.externalId} maxLength={127} {...field('externalId')} />
        </SimpleGrid>
        {failure && <Notice text={failure} isError />}
        {change.isDone && !failure && <Notice text={words.edit.saved} />}
        <Group gap="xs">
          <Button type="submit" loading={change.isBusy}>
            {words.edit.save}
          </Button>
          {!user.isShared && (
            <>
              <Button
                variant="default"
                loading={other.isBusy}
                onClick={() => other.run(() => calls.change(user.id, { isDisabled: !isDisabled }))}
              >
                {isDisabled ? words.edit.enable : words.edit.disable}
              </Button>
              <ConfirmButton
                text={words.edit.reset}
                question={words.edit.resetQuestion(user.name)}
                isBusy={reset.isBusy}
                onConfirm={() => reset.run(undefined)}
              />
              {user.state === 'locked' && (
                <Button
                  variant="default"
                  loading={other.isBusy}
                  onClick={() => other.run(() => calls.unlock(user.id))}
                >
                  {words.edit.unlock}
                </Button>
              )}
            </>
          )}
          <ConfirmButton
            text={words.edit.remove}
            question={words.edit.removeQuestion(user.name)}
            isBusy={other.isBusy}
            onConfirm={() => other.run(() => calls.remove(user.id))}
          />
        </Group>
        <ShownOnce text={words.edit.resetDone(user.name)} code={url} />
      </Stack>
    </form>
  )
}
