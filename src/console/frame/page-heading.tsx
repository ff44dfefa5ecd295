import { Text, Title } from '@mantine/core'
import { type RefObject, useEffect, useRef } from 'react'
import { texts } from '../texts.ts'

type Props = {
  title: string
  lead?: string
  /** What gets the focus when the page opens; the heading itself if absent. */
  focus?: RefObject<HTMLElement | null>
}

/** The heading of a page. Names the document, and takes the focus so that a change of page is noticed. */
export function PageHeading({ title, lead, focus }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = texts.pageTitle(title)
  }, [title])
  useEffect(() => {
    const target = focus ?? heading
    target.current?.focus()
  }, [focus])
  return (
    <header>
      <Title order={1} ref={heading} tabIndex={-1}>
        {title}
      </Title>
      {lead !== undefined && (
        <Text c="dimmed" mt={4}>
          {lead}
        </Text>
      )}
    </header>
  )
}
