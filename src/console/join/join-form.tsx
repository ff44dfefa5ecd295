import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type RefObject, useState } from 'react'
import type { SessionKey } from '../../protocol/ids.ts'
import type { Api } from '../api/client.ts'
import { useApi } from '../api/context.ts'
import { ApiError, errorText, isApiError } from '../api/errors.ts'
import { ArrowRightIcon } from '../frame/icons.tsx'
import { MAX_KEY_ENTRY_LENGTH } from '../limits.ts'
import { describeWait } from '../sessions/duration.ts'
import { texts } from '../texts.ts'
import classes from './join.module.css'
import { checkedJoinAddress } from './join-address.ts'
import { keyFromEntry } from './key.ts'

type Props = { field: RefObject<HTMLInputElement | null>; initialKey: string; onSubmit: () => void }

const words = texts.join

export function JoinForm({ field, initialKey, onSubmit }: Props) {
  const api = useApi()
  const [entry, setEntry] = useState(initialKey)
  const [problem, setProblem] = useState<string | null>(null)
  const fail = (text: string) => {
    setProblem(text)
    field.current?.focus()
    field.current?.select()
  }
  const join = useMutation({
    mutationFn: (key: SessionKey) => findSession(api, key),
    // The button stays busy until the browser has left this page.
    onSuccess: (address) => window.location.assign(address),
    onError: (error) => fail(failureText(error)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
    const key = keyFromEntry(entry)
    if (key) join.mutate(key)
    else fail(entry.trim() ? words.keyMalformed : words.keyMissing)
  }
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        ref={field}
        className={classes['field']}
        classNames={{ input: classes['input'] }}
        label={words.key}
        placeholder={words.keyExample}
        name="key"
        size="xl"
        value={entry}
        maxLength={MAX_KEY_ENTRY_LENGTH}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="go"
        error={problem}
        errorProps={{ role: 'alert' }}
        onChange={(event) => {
          setEntry(event.currentTarget.value)
          setProblem(null)
        }}
      />
      <Button
        type="submit"
        size="xl"
        className={classes['submit']}
        loading={join.isPending || join.isSuccess}
        rightSection={<ArrowRightIcon />}
      >
        {words.submit}
      </Button>
    </form>
  )
}

async function findSession(api: Api, key: SessionKey): Promise<string> {
  const joinUrl = await api.lookup(key)
  if (joinUrl === null) throw new ApiError('no-session')
  const address = checkedJoinAddress(joinUrl, window.location.origin)
  if (address === null) throw new ApiError('internal')
  return address
}

function failureText(error: unknown): string {
  if (isApiError(error, 'rate-limited') && error.retryAfterSeconds)
    return words.wait(describeWait(error.retryAfterSeconds))
  if (isApiError(error, 'internal')) return words.failed
  return errorText(error)
}
