import { Avatar, Button, Divider, Popover, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Me } from '../../protocol/rest.ts'
import { useMe } from '../api/context.ts'
import { texts } from '../texts.ts'
import classes from './account-menu.module.css'
import { LogOutIcon } from './icons.tsx'
import { roleText } from './name-texts.ts'

type Props = { onLogOut: () => void; isBusy: boolean }

/** Who is logged in, where they belong, and the way out. A pop-over: a menu may hold nothing but commands. */
export function AccountMenu({ onLogOut, isBusy }: Props) {
  const me = useMe()
  const label = texts.header.account(me.name)
  return (
    <Popover position="bottom-end" width={270} shadow="md" trapFocus returnFocus withinPortal={false}>
      <Popover.Target>
        <UnstyledButton className={classes['target']}>
          <VisuallyHidden>{label}</VisuallyHidden>
          <Avatar size={34} name={me.name} color="petrol" variant="filled" alt="" aria-hidden />
          <span className={classes['who']} aria-hidden>
            <Text component="span" display="block" size="sm" fw={600} truncate>
              {me.name}
            </Text>
            <Text component="span" display="block" size="xs" c="dimmed" truncate>
              {describeGroups(me.groups)}
            </Text>
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <Text fw={600} className={classes['text']}>
          {me.name}
        </Text>
        <Text size="sm" c="dimmed" className={classes['text']}>
          {me.email}
        </Text>
        <Divider my="sm" />
        <GroupList groups={me.groups} />
        <Button variant="default" fullWidth mt="md" renderRoot={(props) => <Link to="/account" {...props} />}>
          {texts.header.ownAccount}
        </Button>
        <Button
          variant="default"
          fullWidth
          mt="xs"
          leftSection={<LogOutIcon />}
          loading={isBusy}
          onClick={onLogOut}
        >
          {texts.header.logOut}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}

function GroupList({ groups }: { groups: Me['groups'] }) {
  if (groups.length === 0) return <Text size="sm">{texts.header.noGroup}</Text>
  return (
    <>
      <Text size="xs" c="dimmed" mb={4} id="account-groups">
        {texts.header.groups}
      </Text>
      <ul className={classes['groups']} aria-labelledby="account-groups">
        {groups.map((group) => (
          <li key={group.id} className={classes['text']}>
            <Text size="sm">{group.name}</Text>
            <Text size="xs" c="dimmed">
              {roleText(group.role)}
            </Text>
          </li>
        ))}
      </ul>
    </>
  )
}

function describeGroups(groups: Me['groups']): string {
  const [first, ...others] = groups
  if (!first) return texts.header.noGroup
  return others.length === 0 ? first.name : texts.header.moreGroups(first.name, others.length)
}
