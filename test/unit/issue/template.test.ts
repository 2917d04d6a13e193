import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { IssueContext } from '../../../src/issue/issue.ts';
import { compileTemplate, scopeOf } from '../../../src/issue/template.ts';
import { ProblemsError } from '../../../src/shared/problem.ts';

const FILE = 'templates/report.md';

function contextWith(columns: Record<string, string> = {}): IssueContext {
  const id = '00000000-0000-4000-8000-000000000001';
  return {
    period: { period: '202610', year: 2026, month: 10, status: '', line: 3 },
    report: {
      gbifdatasetid: id,
      line: 5,
      pending: true,
      columns: { gbifdatasetid: id, records_downloaded: '18342', stored: 'True', note: '', ...columns },
    },
    dataset: {
      ccode: 'BIRD',
      owner: 'example-museum',
      repository: 'bird-collection',
      columns: { gbifdatasetid: id, ccode: 'BIRD', contact: 'curator', ...columns },
    },
    target: { owner: 'example-museum', name: 'bird-collection' },
    links: { link: 'https://x.example/a/', link_gh: 'https://x.example/b', link_all: 'https://x.example/c' },
  };
}

/** A template with this body. */
function withBody(body: string, front = 'title: T'): string {
  return `---\n${front}\n---\n${body}`;
}

function render(text: string, columns: Record<string, string> = {}) {
  return compileTemplate(text, FILE, ['report'])(contextWith(columns));
}

function body(text: string, columns: Record<string, string> = {}): string {
  return render(withBody(text), columns).body;
}

/** The one problem that a template has. */
function problemOf(text: string, columns: Record<string, string> = {}) {
  try {
    render(text, columns);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    expect(error.problems).toHaveLength(1);
    return error.problems[0];
  }
  throw new Error('The template has no problem');
}

describe('the front matter', () => {
  it('gives title, labels and assignees', () => {
    const front =
      'title: "Report {{ period.year }}-{{ period.month }}"\nlabels: [report, "{{ dataset.ccode }}"]\nassignees: octocat';
    expect(render(withBody('Text\n', front))).toEqual({
      title: 'Report 2026-10',
      body: 'Text\n',
      labels: ['report', 'BIRD'],
      assignees: ['octocat'],
    });
  });

  it.each([
    ['bug, "help wanted"', ['bug', 'help wanted']],
    ["bug, 'help, wanted' , x", ['bug', 'help, wanted', 'x']],
    ["it's, bob's", ["it's", "bob's"]],
    ['a"b, c"d', ['a"b', 'c"d']],
    [`'"{{ dataset.ccode | append: ", x" }}", y'`, ['BIRD, x', 'y']],
    [`'{{ dataset.ccode | append: ", x" }}, "y'`, ['BIRD, x', '"y']],
  ])('removes quotes around a label: %s', (labels, expected) => {
    expect(render(withBody('', `title: T\nlabels: ${labels}`)).labels).toEqual(expected);
  });

  it('leaves the labels to the input when it has no key for them', () => {
    expect(render(withBody('')).labels).toEqual(['report']);
  });

  it('can set an empty list of labels', () => {
    expect(render(withBody('', 'title: T\nlabels: []')).labels).toEqual([]);
  });

  it('may have the keys of GitHub’s own templates, which have no effect', () => {
    expect(render(withBody('', 'name: N\nabout: A\ntitle: T')).title).toBe('T');
  });

  it('splits a text of labels at commas, except within {{ }}', () => {
    const front = `title: T\nlabels: 'report, {{ dataset.ccode | slice: 0, 2 }}'`;
    expect(render(withBody('', front)).labels).toEqual(['report', 'BI']);
  });

  it('keeps a comma in an item of a list', () => {
    expect(render(withBody('', 'title: T\nlabels: ["birds, mammals"]')).labels).toEqual(['birds, mammals']);
  });

  it('removes repeated assignees and the @ before a login', () => {
    expect(render(withBody('', 'title: T\nassignees: ["@octocat", octocat]')).assignees).toEqual(['octocat']);
  });

  it('may have CRLF and a byte order mark', () => {
    const text = '\uFEFF---\r\ntitle: T\r\n---\r\nOne\r\nTwo\r\n';
    expect(render(text)).toMatchObject({ title: 'T', body: 'One\r\nTwo\r\n' });
  });

  it.each([
    ['is missing', 'Text', 1, 'no front matter'],
    ['is not closed', '---\ntitle: T\n', 1, 'no front matter'],
    ['has no title', '---\nlabels: report\n---\n', 1, 'has no "title"'],
    ['has an empty title', '---\nlabels: report\ntitle: ""\n---\n', 3, 'the title is empty'],
    ['has a title that comes to nothing', '---\ntitle: "{{ report.note }}"\n---\n', 2, 'the title is empty'],
    ['has an unknown key', '---\ntitle: T\nlabel: report\n---\n', 3, 'unknown key "label", expected one of title'],
    ['has a key twice', '---\ntitle: T\ntitle: U\n---\n', 3, 'unique'],
    ['has a value of the wrong kind', '---\ntitle: T\nlabels: { a: b }\n---\n', 3, '"labels" is not text'],
    ['has an expression without quotes', '---\ntitle: {{ link }}\n---\n', 2, 'must be quoted'],
    ['is not YAML', '---\ntitle: "T\n---\n', 3, 'quot'],
    ['is a list', '---\n- title\n---\n', 2, 'not a list of keys'],
    ['has keys after its end', '---\ntitle: T\n... # end\n\n# more\nlabels: x\n---\n', 6, 'after "..."'],
    ['has a tag that means nothing here', '---\nname: N\ntitle: !upper T\n---\n', 3, 'Unresolved tag: !upper'],
    ['has an alias of nothing', '---\nname: N\ntitle: *other\n---\n', 3, '"title" is not text'],
    [
      'has more labels than an issue can have',
      `---\ntitle: T\nlabels:\n${'  - a\n'.repeat(101)}---\n`,
      3,
      '"labels" has 101 parts, expected at most 100',
    ],
    [
      'has aliases for labels',
      `---\nname: &a A\ntitle: T\nlabels: [${'*a,'.repeat(5_000)}]\n---\n`,
      4,
      '"labels" has 5,000 parts',
    ],
    ['has labels in one text', `---\ntitle: T\nlabels: "${'a,'.repeat(101)}"\n---\n`, 3, '"labels" has 101 parts'],
    ['has many assignees', `---\ntitle: T\nassignees: "${'a,'.repeat(101)}"\n---\n`, 3, '"assignees" has 101 parts'],
    [
      'is out of all measure',
      `---\ntitle: T\n${'# more\n'.repeat(3_000)}---\n`,
      1,
      'the front matter has 21,009 characters, expected at most 20,000',
    ],
    ['has a wrong item of a list', '---\ntitle: T\nlabels:\n  - a\n  - [b]\n---\n', 5, '"labels" is not text'],
  ])('is refused when it %s', (_, text, line, message) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ code: 'template-invalid', place: { file: FILE, line } });
    expect(problem?.message).toContain(`${FILE}, line ${line}: `);
    expect(problem?.message).toContain(message);
  });
});

describe('the rendering limits', () => {
  const wide = '{% for i in (1..3500000) %}{% break %}{% endfor %}x';

  it.each([
    ['the labels', `title: T\nlabels:\n  - "a${wide}"\n  - "b${wide}"\n  - "c${wide}"`, 'Text', 6],
    ['the assignees', `title: T\nassignees:\n  - "a${wide}"\n  - "b${wide}"\n  - "c${wide}"`, 'Text', 6],
    ['title, label and body', `title: "T${wide}"\nlabels: "${wide}"`, wide, 6],
  ])('stop a template whose parts together exceed them: %s', (_, front, text, line) => {
    const problem = problemOf(withBody(text, front));
    // On a slow machine the time is over first; both limits are one for all parts.
    expect(problem?.message).toMatch(/(?:memory alloc|template render) limit exceeded/);
    expect(problem?.place?.line).toBeGreaterThanOrEqual(3);
    expect(problem?.place?.line).toBeLessThanOrEqual(line);
  });

  it('do not let parts share variables', () => {
    const text = withBody('{{ a | default: "none" }}', 'title: "T{% assign a = 1 %}"');
    expect(problemOf(text)?.message).toContain('undefined variable: a');
  });

  it('apply to each report separately', () => {
    const draft = compileTemplate(withBody(wide), FILE, []);
    for (let report = 0; report < 4; report += 1) expect(draft(contextWith()).body).toBe('x');
  });
});

describe('the place of an error in the front matter', () => {
  const bad = '{{ report.foo }}';
  it.each([
    ['an item of a list', `title: T\nlabels:\n  - a\n  - "${bad}"`, 5],
    ['an item of a list in brackets', `title: T\nlabels: [a,\n  "${bad}"]`, 4],
    ['an assignee', `title: T\nassignees:\n  - a\n  # nobody\n  - "${bad}"`, 6],
    ['a title below its key', `labels: a\ntitle:\n  "${bad}"`, 4],
    ['a folded title', `title: >-\n  One\n  ${bad}\nlabels: a`, 4],
    ['a folded title with an empty line', `title: >\n\n  One\n\n  ${bad}`, 6],
    ['a title of several lines', `title: One\n  ${bad}`, 3],
    ['a title as a block', `title: |\n  One\n  ${bad}`, 4],
    ['a text of labels as a block', `title: T\nlabels: >\n  a, ${bad}`, 4],
  ])('is its own line: %s', (_, front, line) => {
    expect(problemOf(withBody('', front))).toMatchObject({ code: 'template-invalid', place: { file: FILE, line } });
  });

  it('is its own line for a label that is too long', () => {
    const front = `title: T\nlabels:\n  - short\n  - "${'x'.repeat(51)}"`;
    expect(problemOf(withBody('', front))).toMatchObject({ code: 'issue-too-long', place: { file: FILE, line: 5 } });
  });

  it('does not change the text: a title of several lines becomes one line', () => {
    expect(render(withBody('', 'title: >-\n  One\n  {{ period.year }}\n\n  two')).title).toBe('One 2026 two');
    expect(render(withBody('', 'title: One\n  {{ period.year }} # said')).title).toBe('One 2026');
    expect(render(withBody('', 'title: &t One\n  two\nname: *t')).title).toBe('One two');
    expect(render(withBody('', 'title: "One \\\n  two\\t"')).title).toBe('One two');
  });

  it('is right in a front matter that ends with "..." and a comment', () => {
    expect(render(withBody('', 'title: T\n...\n# end')).title).toBe('T');
  });
});

describe('the template language', () => {
  it.each([
    ['conditions', '{% if report.stored == "True" %}yes{% else %}no{% endif %}', 'yes'],
    ['an empty column', '{% if report.note == "" %}none{% endif %}', 'none'],
    ['loops', '{% for part in (1..3) %}{{ part }} {% endfor %}', '1 2 3 '],
    ['numbers', '{{ report.records_downloaded | times: 2 | plus: 1 }}', '36685'],
    ['dates', '{{ period.start | date: "%B %Y" }}', 'October 2026'],
    ['the last day', '{{ period.end | date: "%-d %b" }}', '31 Oct'],
    ['texts', '{{ dataset.ccode | downcase | append: "!" }}', 'bird!'],
    ['the repository', '{{ repository }}', 'example-museum/bird-collection'],
    ['columns with spaces', '{{ dataset["full name"] }}', 'Birds'],
  ])('has %s', (_, text, expected) => {
    expect(body(text, { 'full name': 'Birds' })).toBe(expected);
  });

  it('inserts values without HTML escaping', () => {
    expect(body('{{ report.note }}', { note: '<b>&"*_|' })).toBe('<b>&"*_|');
  });

  it.each([
    ['an unknown variable', 'One\n\n{{ report.foo }}', 6, 'undefined variable: report.foo'],
    ['an unknown root', 'One {{ raport.note }}', 4, 'undefined variable: raport'],
    ['an unknown variable in a condition', '{% if report.foo %}{% endif %}', 4, 'undefined variable: report.foo'],
    ['an unknown filter', '\n{{ link | shout }}', 5, 'undefined filter: shout'],
    ['an unknown tag', '{% shout %}', 4, 'shout'],
    ['a tag that is not closed', 'a\n{% if link %}', 5, 'not closed'],
    ['another file', '{% include "x.md" %}', 4, 'x.md'],
    ['another file by render', '{% render "/etc/passwd" %}', 4, '/etc/passwd'],
    ['a layout', '{% layout "x.md" %}', 4, 'x.md'],
    ['a loop without end', '{% for i in (1..1000000000) %}x{% endfor %}', 4, 'limit exceeded'],
    ['what is on the prototype', '{{ report.constructor }}', 4, 'undefined variable: report.constructor'],
    ['the prototype itself', '{{ report.__proto__ }}', 4, 'undefined variable: report.__proto__'],
  ])('refuses %s with file and line', (_, text, line, message) => {
    const problem = problemOf(withBody(text));
    expect(problem).toMatchObject({ code: 'template-invalid', place: { file: FILE, line } });
    expect(problem?.message).toContain(message);
  });

  it('lists the known variables and the report in an error about an unknown one', () => {
    const { message } = problemOf(withBody('{{ report.foo }}')) ?? {};
    expect(message).toContain('report has gbifdatasetid, records_downloaded, stored, note');
    expect(message).toContain('report 202610|00000000-0000-4000-8000-000000000001');
    expect(problemOf(withBody('{{ foo }}'))?.message).toContain(
      'there are period, dataset, report, repository, link, link_gh, link_all',
    );
  });

  it('does not execute code in a value', () => {
    expect(body('{{ report.note }}', { note: '{{ link }}{% include "x" %}' })).toBe('{{ link }}{% include "x" %}');
  });
});

describe('length limits of an issue', () => {
  it('refuse a title over 256 characters, once, at the line of the title', () => {
    const problem = problemOf(withBody('', 'labels: report\ntitle: "{{ report.note }}"'), { note: 'x'.repeat(257) });
    expect(problem).toMatchObject({ code: 'issue-too-long', place: { file: FILE, line: 3 } });
    expect(problem?.message).toContain('257 characters, expected at most 256');
    expect(problem?.message).toContain('report 202610|00000000-0000-4000-8000-000000000001');
  });

  it('count characters, as GitHub does, not UTF-16 code units', () => {
    const title = '🐦'.repeat(256);
    expect(render(withBody('', 'title: "{{ report.note }}"'), { note: title }).title).toBe(title);
  });

  it('refuse a body that leaves no room for the hidden key', () => {
    const problem = problemOf(withBody('{{ report.note }}'), { note: 'x'.repeat(65_536) });
    expect(problem).toMatchObject({ code: 'issue-too-long', place: { file: FILE, line: 4 } });
  });

  it('refuse a label over 50 characters', () => {
    const problem = problemOf(withBody('', `title: T\nlabels: ["${'x'.repeat(51)}"]`));
    expect(problem).toMatchObject({ code: 'issue-too-long', place: { file: FILE, line: 3 } });
  });
});

describe('mentions in values', () => {
  const invisible = '\u200b';

  it.each([
    ['@octocat', `@${invisible}octocat`],
    ['by @octocat and (@org/team)', `by @${invisible}octocat and (@${invisible}org/team)`],
    ['_@octocat_', `_@${invisible}octocat_`],
    ['&#64;octocat', `&#64;${invisible}octocat`],
    ['&#0064;octocat', `&#0064;${invisible}octocat`],
    ['&#x40;octocat &commat;octocat', `&#x40;${invisible}octocat &commat;${invisible}octocat`],
    ['é@octocat', `é@${invisible}octocat`],
    ['ends with @', `ends with @${invisible}`],
    ['@&#111;ctocat', `@${invisible}&#111;ctocat`],
  ])('are broken up in %s', (value, expected) => {
    expect(body('{{ report.note }}', { note: value })).toBe(expected);
  });

  it.each(['curator@museum.example', 'no mention', '#12', 'x.y_z@a.org'])(
    'do not exist in %s, which stays unchanged',
    (value) => {
      expect(body('{{ report.note }}', { note: value })).toBe(value);
    },
  );

  it('are broken up in every kind of output', () => {
    const note = '@octocat';
    const texts = [
      '{{ report.note | raw }}',
      '{% echo report.note | raw %}',
      '{% liquid echo report.note %}',
      '{% assign a = report.note %}{{ a }}',
      '{% capture a %}{{ report.note }}{% endcapture %}{{ a }}',
      '{% cycle report.note, "x" %}',
      '{% cycle report.note | raw, "x" %}',
      '{{ report["note"] | upcase | downcase }}',
      '{% for word in report.note %}{{ word }}{% endfor %}',
      '{{ report.note | split: "," }}',
    ];
    for (const text of texts) expect(body(text, { note })).toBe(`@${invisible}octocat`);
  });

  it.each([
    ['strip_newlines', '{{ report.x | strip_newlines }}', { x: '@\noctocat' }],
    ['strip', '{{ report.x | strip }}{{ report.y }}', { x: 'see @ ', y: 'octocat' }],
    ['strip and what follows', '{{ report.x | strip }}octocat', { x: 'see @ ' }],
    ['whitespace control', '{{ report.x }}\n{{- report.y }}', { x: '@', y: 'octocat' }],
    ['url_decode', '{{ report.x | url_decode }}', { x: '%40octocat' }],
    ['base64_decode', '{{ report.x | base64_decode }}', { x: 'QG9jdG9jYXQ=' }],
    ['slice', '{{ report.x | slice: 1, 30 }}', { x: 'a@octocat' }],
    ['remove', '{{ report.x | remove: "-" }}', { x: '@-octocat' }],
    ['replace', '{{ report.x | replace: "(at)", "@" }}', { x: '(at)octocat' }],
    ['split and join', '{{ report.x | split: "," | join: "" }}', { x: '@,octocat' }],
    ['an entity without its end', '{{ report.x }}{{ report.y }}', { x: '&#64', y: 'octocat' }],
    ['an entity in two values', '{{ report.x }}{{ report.y }}', { x: '&#', y: '64;octocat' }],
    ['an entity that the template closes', '{{ report.x }};{{ report.y }}', { x: '&#64', y: 'octocat' }],
    ['an entity that the template opens', '&{{ report.x }}', { x: 'commat;octocat' }],
    ['an entity, decoded', '{{ report.x | url_decode }}', { x: '%26%23x40;octocat' }],
    ['the mark for the author’s @', '{{ report.x }}', { x: '\ufdd0octocat' }],
    ['the same, raw', '{{ report.x | raw }}', { x: '\ufdd0octocat' }],
    ['the same, decoded', '{{ report.x | url_decode }}', { x: '%EF%B7%90octocat' }],
    ['the same, in a list', '{{ report.x | split: "," }}', { x: '\ufdd0,octocat' }],
    ['the same, cycled', '{% cycle report.x %}', { x: '\ufdd0octocat' }],
    ['the same, captured', '{% capture a %}{{ report.x }}{% endcapture %}{{ a }}', { x: '\ufdd0octocat' }],
  ])('are broken up when they come from %s', (_, text, columns) => {
    expect(body(text, columns)).toMatch(/^(?:see )?(?:@|&#(?:x40|64);?|&commat;)\u200b;?octocat$/);
  });

  it('stay where the author of the template wrote them as text', () => {
    const text = '@octocat {% if link %}@org/team{% endif %} @{{ dataset.contact }}{% raw %} @raw{% endraw %}';
    expect(body(text)).toBe('@octocat @org/team @curator @raw');
    const front = 'title: "@octocat {{ dataset.contact }}"\nlabels: ["@one"]';
    expect(render(withBody('', front))).toMatchObject({ title: '@octocat curator', labels: ['@one'] });
  });

  it.each([
    ['a text in an output', '{{ "@octocat" }}'],
    ['an assigned text', '{% assign a = "@octocat" %}{{ a }}'],
    ['a captured text', '{% capture a %}@octocat{% endcapture %}{{ a }}'],
  ])('are broken up in every output, even one with the author’s text: %s', (_, text) => {
    expect(body(text)).toBe(`@${invisible}octocat`);
  });

  it('stay unbroken in conditions and filters', () => {
    const text =
      '{% if report.note contains "@" %}{{ report.note | split: "@" | last }}{% endif %}{% capture a %}x@y{% endcapture %} {{ a | split: "@" | first }}';
    expect(body(text, { note: 'curator@museum.example' })).toBe('museum.example x');
  });

  it('are broken up in titles and labels too', () => {
    const draft = render(withBody('', 'title: "{{ report.note }}"\nlabels: ["{{ report.note }}"]'), {
      note: '@octocat',
    });
    expect(draft).toMatchObject({ title: `@${invisible}octocat`, labels: [`@${invisible}octocat`] });
  });
});

describe('docs/templates.md', () => {
  const text = readFileSync('docs/templates.md', 'utf8');
  const [, variables = ''] = /^## Variables$([\s\S]*?)^## /m.exec(text) ?? [];
  const examples = [...text.matchAll(/^```liquid\n([\s\S]*?)^```$/gm)].map(([, example = '']) => example);

  it('has three examples, which all render', () => {
    expect(examples).toHaveLength(3);
    const columns = { title: 'Birds of the Example Museum', records_downloaded: '18342', contact: 'curator' };
    for (const example of examples) {
      const draft = render(example, columns);
      expect(draft.title).not.toBe('');
      expect(draft.body.length).toBeGreaterThan(50);
      expect(draft).toMatchSnapshot();
    }
  });

  it('lists exactly the existing variables', () => {
    const scope = scopeOf(contextWith());
    const roots = Object.entries(scope).flatMap(([name, value]) =>
      name === 'period' ? Object.keys(value as object).map((key) => `period.${key}`) : [name],
    );
    const rows = [...variables.matchAll(/^\| `([\w.*]+)`/gm)].map(([, name = '']) => name);
    const listed = rows.map((name) => name.replace(/\.\*$/, ''));
    expect([...listed].sort()).toEqual([...roots].sort());
  });
});
