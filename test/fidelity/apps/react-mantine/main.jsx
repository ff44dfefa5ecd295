import '@mantine/core/styles.css'
import {
  Accordion,
  Badge,
  Button,
  Checkbox,
  Group,
  MantineProvider,
  Modal,
  NumberInput,
  Paper,
  Progress,
  Radio,
  SegmentedControl,
  Select,
  SimpleGrid,
  Slider,
  Stack,
  Switch,
  Table,
  Tabs,
  TextInput,
  Title,
} from '@mantine/core'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

const rows = Array.from({ length: 12 }, (_, i) => ({ id: i, name: `Chair ${i}`, price: 40 + ((i * 17) % 60) }))

function App() {
  const [isOpen, setOpen] = useState(false)
  const [amount, setAmount] = useState(40)
  return (
    <MantineProvider>
      <Stack p="md">
        <Title order={2}>Orders</Title>
        <Group>
          <Button id="open" onClick={() => setOpen(true)}>
            Edit
          </Button>
          <Badge color="teal">12 open</Badge>
          <SegmentedControl data={['Day', 'Week', 'Month']} defaultValue="Week" />
        </Group>
        <SimpleGrid cols={2}>
          <Paper withBorder p="md">
            <Tabs defaultValue="table">
              <Tabs.List>
                <Tabs.Tab value="table">Table</Tabs.Tab>
                <Tabs.Tab value="more" id="tab-more">
                  More
                </Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="table">
                <Table striped withTableBorder>
                  <Table.Tbody>
                    {rows.map(({ id, name, price }) => (
                      <Table.Tr key={id}>
                        <Table.Td>{name}</Table.Td>
                        <Table.Td>{price} €</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Tabs.Panel>
              <Tabs.Panel value="more">
                <Accordion defaultValue="a">
                  <Accordion.Item value="a">
                    <Accordion.Control>Delivery</Accordion.Control>
                    <Accordion.Panel>Within three days.</Accordion.Panel>
                  </Accordion.Item>
                </Accordion>
              </Tabs.Panel>
            </Tabs>
          </Paper>
          <Stack>
            <TextInput label="Name" placeholder="Who is it for?" id="name" />
            <NumberInput label="Pieces" defaultValue={3} />
            <Select label="Wood" data={['Oak', 'Beech', 'Ash']} id="wood" comboboxProps={{ transitionProps: { duration: 0 } }} />
            <Checkbox label="As a gift" defaultChecked />
            <Checkbox label="Some of it" indeterminate />
            <Radio label="By post" />
            <Switch label="Tell me" id="switch" />
            <Slider value={amount} onChange={setAmount} />
            <Progress value={amount} striped />
          </Stack>
        </SimpleGrid>
        <Modal opened={isOpen} onClose={() => setOpen(false)} title="Edit">
          <TextInput label="Reason" id="reason" />
        </Modal>
      </Stack>
    </MantineProvider>
  )
}

createRoot(document.getElementById('app')).render(<App />)
