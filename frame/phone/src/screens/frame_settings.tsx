/**
 * How a frame behaves: light, pace, guests, the order of its albums, nights.
 *
 * Rule: a slider moves under the finger and is set when it is let go; a switch shows what the frame says.
 */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FrameView, SettingsView } from '../office/calls.ts';
import { percent, say, span } from '../words/speak.ts';
import { Card, Field, Slider, Switch, useAsk, useOffice, useView } from './parts/index.ts';

const PACES: readonly number[] = [5, 10, 15, 20, 30, 45, 60, 120, 300, 600, 1800, 3600];
const USUAL_NIGHT = { from: 22 * 60, until: 7 * 60 };

type Set = (change: Partial<SettingsView>) => void;

export function FrameSettings({ frame }: { frame: FrameView }): JSX.Element | null {
  const office = useOffice();
  const { settings } = useView();
  const [ask] = useAsk();
  if (frame.role !== 'owner') return <p class="note">{say(`role.${frame.role}.means`)}</p>;
  if (!settings) return null;
  const off = frame.state !== 'there';
  const set: Set = (change) => void ask(() => office.set(change));
  return (
    <fieldset class="stack" disabled={off}>
      <legend class="unseen">{say('settings.title')}</legend>
      <Card title={say('frame.light')} sign="sun">
        <Brightness settings={settings} set={set} />
        <Pace settings={settings} set={set} />
      </Card>
      <Card flush>
        <Switch
          label={say('frame.guests')}
          note={say('frame.guests.note')}
          on={settings.guests}
          onChange={(guests) => set({ guests })}
        />
        <Switch
          label={say('frame.arranged')}
          note={say('frame.arranged.note')}
          on={settings.arranged}
          onChange={(arranged) => set({ arranged })}
        />
        <Nights settings={settings} set={set} />
      </Card>
    </fieldset>
  );
}

interface Part {
  readonly settings: SettingsView;
  readonly set: Set;
}

/** What is shown while a finger moves, until the frame says something else. */
function useMoved(value: number): [number, (value: number) => void] {
  const [moved, setMoved] = useState(value);
  useEffect(() => setMoved(value), [value]);
  return [moved, setMoved];
}

function Brightness({ settings, set }: Part): JSX.Element {
  const [value, move] = useMoved(settings.brightness);
  return (
    <Slider
      label={say('frame.brightness')}
      value={value}
      low={10}
      high={100}
      step={5}
      spoken={percent(value / 100)}
      onMove={move}
      onChange={(brightness) => set({ brightness })}
    />
  );
}

function Pace({ settings, set }: Part): JSX.Element {
  const nearest = PACES.findIndex((one) => one >= settings.seconds);
  const [at, move] = useMoved(nearest < 0 ? PACES.length - 1 : nearest);
  const seconds = PACES[at] ?? settings.seconds;
  return (
    <Slider
      label={say('frame.pace')}
      value={at}
      low={0}
      high={PACES.length - 1}
      step={1}
      spoken={span(PACES[nearest] === seconds ? settings.seconds : seconds)}
      onMove={move}
      onChange={(chosen) => set({ seconds: PACES[chosen] ?? settings.seconds })}
    />
  );
}

const written = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function minutesOf(text: string): number | null {
  const [hours, minutes] = text.split(':').map(Number);
  return hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)
    ? null
    : hours * 60 + minutes;
}

function Nights({ settings, set }: Part): JSX.Element {
  const { night } = settings;
  const [same, setSame] = useState(false);
  const change = (part: 'from' | 'until', text: string): void => {
    const minutes = minutesOf(text);
    if (!night || minutes === null) return;
    const next = { ...night, [part]: minutes };
    setSame(next.from === next.until);
    if (next.from !== next.until) set({ night: next });
  };
  return (
    <>
      <Switch
        label={say('frame.nights')}
        note={say('frame.nights.note')}
        on={night !== null}
        onChange={(on) => set({ night: on ? USUAL_NIGHT : null })}
      />
      {night && (
        <div class="times">
          <Field
            label={say('frame.nights.from')}
            type="time"
            value={written(night.from)}
            onChange={(text) => change('from', text)}
            fault={same ? say('frame.nights.same') : undefined}
          />
          <Field
            label={say('frame.nights.until')}
            type="time"
            value={written(night.until)}
            onChange={(text) => change('until', text)}
          />
        </div>
      )}
    </>
  );
}
