/** What concerns this phone: who one is, the language, its frames, and the way to phones and people. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Language } from '../office/calls.ts';
import { LANGUAGES, say, speak, spoken } from '../words/speak.ts';
import {
  Button,
  Card,
  Choice,
  Field,
  go,
  Icon,
  Page,
  Row,
  useAsk,
  useFrame,
  useOffice,
  useView,
} from './parts/index.ts';

export function Settings(): JSX.Element {
  const frame = useFrame();
  return (
    <Page title={say('settings.title')} parent={{ at: 'frame' }}>
      <Household />
      <Frames />
      <Me />
      <Tongue />
      {frame && <p class="note">{say('settings.version', { version: frame.version })}</p>}
    </Page>
  );
}

function Household(): JSX.Element | null {
  const frame = useFrame();
  if (!frame || frame.role === 'viewer') return null;
  return (
    <Card title={say('settings.household')} flush>
      <Row
        sign="phone"
        title={say('settings.phones')}
        note={say('settings.phones.note')}
        onPress={() => go({ at: 'phones' })}
      />
      <Row
        sign="people"
        title={say('settings.people')}
        note={say('settings.people.note')}
        onPress={() => go({ at: 'people' })}
      />
    </Card>
  );
}

function Frames(): JSX.Element {
  const office = useOffice();
  const { frames, chosen } = useView();
  const [ask] = useAsk();
  return (
    <Card title={say('settings.frames')} flush>
      {frames.map((one) => (
        <Row
          key={one.id}
          sign="frame"
          title={<bdi>{one.label}</bdi>}
          note={`${say(`state.${one.state}`)} · ${say(`role.${one.role}`)}`}
          current={one.id === chosen}
          end={one.id === chosen ? <Icon sign="check" /> : <Icon sign="right" />}
          onPress={() => ask(() => office.choose(one.id))}
        />
      ))}
      <Row sign="plus" title={say('settings.frames.add')} onPress={() => go({ at: 'pair' })} />
    </Card>
  );
}

function Me(): JSX.Element | null {
  const office = useOffice();
  const { me, safekeeping } = useView();
  const [ask, busy] = useAsk();
  const [label, setLabel] = useState(me?.label ?? '');
  if (!me) return null;
  return (
    <Card title={say('settings.me')} note={me.person}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          ask(() => office.renameDevice(me.id, label.trim()), say('saved'));
        }}
      >
        <Field label={say('pair.label')} value={label} onChange={setLabel} limit={40} />
        <Button busy={busy} off={!label.trim() || label.trim() === me.label}>
          {say('settings.me.save')}
        </Button>
      </form>
      <p class="note">
        {say(`settings.keys.${safekeeping.keys}`)} {say('settings.lost')}
      </p>
    </Card>
  );
}

function Tongue(): JSX.Element {
  return (
    <Card flush>
      <Choice
        label={say('settings.language')}
        value={spoken()}
        options={Object.entries(LANGUAGES).map(([value, label]) => ({
          value: value as Language,
          label,
        }))}
        onChange={(language) => void speak(language)}
      />
    </Card>
  );
}
