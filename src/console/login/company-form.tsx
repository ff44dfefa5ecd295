import { Button, Group, TextInput, UnstyledButton } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { texts } from '../texts.ts'
import classes from './login.module.css'

const words = texts.login
const GROUP_ID = /^[0-9]{1,9}$/

/** To the log-in of the company that a group has set up. The number names it: a list would name our customers. */
export function CompanyForm({ company }: { company: string | undefined }) {
  const [isOpen, setIsOpen] = useState(company !== undefined)
  const [group, setGroup] = useState(company ?? '')
  const [isWrong, setIsWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const entry = group.trim()
    if (!GROUP_ID.test(entry)) return setIsWrong(true)
    window.location.assign(`/agent/sso/${entry}`)
  }
  if (!isOpen) {
    return (
      <UnstyledButton className={classes['more']} onClick={() => setIsOpen(true)}>
        {words.company}
      </UnstyledButton>
    )
  }
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-end" gap="sm" grow preventGrowOverflow={false}>
        <TextInput
          label={words.companyGroup}
          name="company"
          inputMode="numeric"
          autoComplete="off"
          maxLength={9}
          error={isWrong && words.companyWrong}
          value={group}
          onChange={(event) => setGroup(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {words.companySubmit}
        </Button>
      </Group>
    </form>
  )
}
