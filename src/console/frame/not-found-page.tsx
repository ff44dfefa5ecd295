import { Button, Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { texts } from '../texts.ts'
import { PageHeading } from './page-heading.tsx'

export function NotFoundPage() {
  return (
    <Stack align="flex-start" gap="lg" py="xl">
      <PageHeading title={texts.notFound.title} lead={texts.notFound.lead} />
      <Button renderRoot={(props) => <Link to="/" {...props} />}>{texts.notFound.home}</Button>
    </Stack>
  )
}
