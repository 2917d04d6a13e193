import { describe, expect, it } from 'vitest';
import { type Doubt, openRefusals } from '../../../src/delivery/refusals.ts';

function doubt(owner: string, name: string, isUnclear = false): Doubt {
  const report = `201204|${name}`;
  const place = { file: 'x.csv', line: 2 };
  const target = { owner, name };
  const draft = () => ({ title: '', body: '', labels: [], assignees: [] });
  const outcome = { kind: 'pending', report, gbifdatasetid: name, repository: name, reason: 'unclear', message: name };
  return {
    issue: {
      report,
      gbifdatasetid: name,
      target,
      reportPlace: place,
      datasetPlace: place,
      key: report,
      link: 'https://example.org/report',
      draft,
    },
    position: 0,
    outcome: { ...outcome, kind: 'pending', reason: 'unclear' },
    problem: { code: isUnclear ? 'target-unclear' : 'target-missing-scope', message: name },
    isUnclear,
  };
}

function verdictAfter(...doubts: Doubt[]) {
  const refusals = openRefusals();
  for (const one of doubts) refusals.addDoubt(one);
  return refusals.verdict();
}

describe('the verdict over refusals', () => {
  it('counts owners and not reports, in any case of their names', () => {
    const ofOne = Array.from({ length: 10 }, (_, n) => doubt(n % 2 === 0 ? 'museum' : 'Museum', `d${n}`));
    expect(verdictAfter(...ofOne, doubt('zoo', 'z'))).toBe('go-on');
    expect(verdictAfter(...ofOne, doubt('zoo', 'z'), doubt('park', 'p'))).toMatchObject({
      code: 'target-missing-scope',
    });
  });

  it('waits once when one of the answers is unclear, and blames that one when it stays so', () => {
    const refusals = openRefusals();
    for (const one of [doubt('a', 'a'), doubt('b', 'b', true), doubt('c', 'c')]) refusals.addDoubt(one);
    expect(refusals.verdict()).toBe('hold');
    refusals.noteHold();
    refusals.addDoubt(doubt('c', 'c'));
    expect(refusals.verdict()).toMatchObject({ code: 'target-unclear' });
    expect(refusals.doubts()).toHaveLength(3);
  });

  it('begins anew when something was sent or found, and gives the doubts back', () => {
    const refusals = openRefusals();
    for (const one of [doubt('a', 'a'), doubt('b', 'b')]) refusals.addDoubt(one);
    expect(refusals.clearDoubts().map(({ issue }) => issue.gbifdatasetid)).toEqual(['a', 'b']);
    refusals.addDoubt(doubt('c', 'c'));
    expect(refusals.verdict()).toBe('go-on');
  });
});

describe('the rule of an owner', () => {
  it('holds after two refusals, until something is sent there', () => {
    const refusals = openRefusals();
    refusals.addRule('museum', { reason: 'sso', message: 'no' });
    expect(refusals.ruleOf('museum')).toBeUndefined();
    refusals.addRule('Museum', { reason: 'sso', message: 'no' });
    expect([refusals.ruleOf('museum'), refusals.ruleOf('zoo')]).toMatchObject([{ reason: 'sso' }, undefined]);
    refusals.dropRule('MUSEUM');
    expect(refusals.ruleOf('museum')).toBeUndefined();
  });
});
