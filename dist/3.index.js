export const id = 3;
export const ids = [3];
export const modules = {

/***/ 8003:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  compileTemplate: () => (/* binding */ compileTemplate)
});

// UNUSED EXPORTS: scopeOf

// EXTERNAL MODULE: ./node_modules/liquidjs/dist/liquid.node.js
var liquid_node = __webpack_require__(8694);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./build/problems.js
var build_problems = __webpack_require__(7806);
;// CONCATENATED MODULE: ./build/front-matter.js


const KEYS = ['title', 'labels', 'assignees', 'name', 'about'];
function splitFrontMatter(text, file) {
    const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
    if (match === null || match.index !== 0) {
        throwProblem('no front matter, expected "---", a title, and "---"', file, 1);
    }
    const [whole, yaml = ''] = match;
    const values = readYaml(yaml, file);
    if ((values.get('title')?.texts ?? []).length === 0) {
        throwProblem('the front matter has no "title", expected one', file, values.get('title')?.line ?? 1);
    }
    return { values, body: text.slice(whole.length), bodyLine: whole.split('\n').length };
}
function templateProblem(what, file, line) {
    return { code: 'template-invalid', message: `${file}, line ${line}: ${what}`, place: { file, line } };
}
function throwProblem(what, file, line) {
    const { code, message, place } = templateProblem(what, file, line);
    return (0,build_problems/* fail */.fJ)(code, message, place);
}
function readYaml(yaml, file) {
    const lines = new dist/* LineCounter */.HN();
    const document = (0,dist/* parseDocument */.Tp)(yaml, { lineCounter: lines, logLevel: 'silent' });
    const lineAt = (offset) => lines.linePos(offset ?? 0).line + 1;
    const [error] = document.errors;
    if (error !== undefined) {
        const hint = yaml.includes('{{') ? ' (a value with {{ \u2026 }} must be quoted)' : '';
        throwProblem(`${error.message.split('\n')[0]}${hint}`, file, lineAt(error.pos[0]));
    }
    const { contents } = document;
    if (!(0,dist/* isMap */.jh)(contents))
        throwProblem('the front matter is not a list of keys', file, 2);
    const values = new Map();
    const problems = [];
    for (const { key, value } of contents.items) {
        const name = (0,dist/* isScalar */.jn)(key) ? String(key.value) : '';
        const line = lineAt((0,dist/* isScalar */.jn)(key) ? key.range?.[0] : undefined);
        const texts = textsOf((0,dist/* isNode */.Ll)(value) ? value.toJS(document) : undefined, name);
        if (!isKey(name)) {
            problems.push(templateProblem(`unknown key "${name}", expected one of ${KEYS.join(', ')}`, file, line));
        }
        else if (texts === undefined) {
            problems.push(templateProblem(`"${name}" is not text${hintFor(name)}`, file, line));
        }
        else {
            values.set(name, { texts, line });
        }
    }
    if (problems.length > 0)
        throw new build_problems/* ProblemsError */.FQ(problems);
    return values;
}
function isKey(name) {
    return KEYS.includes(name);
}
function hintFor(name) {
    const list = name === 'title' ? '' : ' or a list of texts';
    return `${list}; a value with {{ \u2026 }} must be quoted`;
}
function textsOf(value, name) {
    if (value === null || value === undefined)
        return [];
    if (typeof value === 'string' || typeof value === 'number') {
        return name === 'title' ? [String(value)] : partsOf(String(value));
    }
    if (!Array.isArray(value) || name === 'title')
        return undefined;
    const texts = value.map((item) => typeof item === 'string' || typeof item === 'number' ? String(item) : undefined);
    return texts.every((item) => item !== undefined) ? texts : undefined;
}
function partsOf(text) {
    const parts = text.match(/(?:\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|[^,])+/g) ?? [];
    return parts.map((part) => part.trim()).filter((part) => part !== '');
}

// EXTERNAL MODULE: ./build/issue.js
var issue = __webpack_require__(439);
;// CONCATENATED MODULE: ./build/template.js




const RENDER_LIMIT_MS = 2_000;
const MEMORY_LIMIT = 10_000_000;
const KEY_ROOM = 400;
const LABEL_LIMIT = 50;
function compileTemplate(text, file, inputLabels) {
    const engine = createEngine();
    const { values, body, bodyLine } = splitFrontMatter(text, file);
    const pieces = (key) => {
        const value = values.get(key);
        return value?.texts.map((part) => parsePiece(engine, part, value.line, file));
    };
    const [title = parsePiece(engine, '', 1, file)] = pieces('title') ?? [];
    const template = {
        file,
        title,
        labels: pieces('labels'),
        assignees: pieces('assignees') ?? [],
        body: parsePiece(engine, body, bodyLine, file),
    };
    return (context) => checked(renderIssue(engine, template, context, inputLabels), template, context);
}
function createEngine() {
    return new liquid_node/* Liquid */.HX({
        strictVariables: true,
        strictFilters: true,
        ownPropertyOnly: true,
        renderLimit: RENDER_LIMIT_MS,
        memoryLimit: MEMORY_LIMIT,
        templates: {},
        timezoneOffset: 0,
        locale: 'en',
    });
}
function renderIssue(engine, template, context, inputLabels) {
    const scope = scopeOf(context);
    const render = (piece) => {
        try {
            return String(engine.renderSync(piece.template, scope));
        }
        catch (error) {
            const problem = liquidProblem(error, piece.line, template.file, scope);
            const message = `${problem.message} (${forReport(context)})`;
            throw new build_problems/* ProblemsError */.FQ([{ ...problem, message }], { cause: error });
        }
    };
    const words = (pieces) => pieces.map((piece) => render(piece).trim()).filter((word) => word !== '');
    return {
        title: render(template.title).replace(/\s+/g, ' ').trim(),
        body: render(template.body),
        labels: template.labels === undefined ? [...inputLabels] : [...new Set(words(template.labels))],
        assignees: [...new Set(words(template.assignees).map((login) => login.replace(/^@\u200b?/, '')))],
    };
}
function checked(draft, template, context) {
    const { file, title, body, labels } = template;
    const refuse = (code, what, line) => {
        const message = `${file}, line ${line}: ${what} (${forReport(context)})`;
        throw new build_problems/* ProblemsError */.FQ([{ code, message, place: { file, line } }]);
    };
    const bound = (what, value, limit, line) => {
        const length = (0,issue/* characters */.hg)(value);
        if (length > limit)
            refuse('issue-too-long', `the ${what} has ${length} characters, expected at most ${limit}`, line);
    };
    if (draft.title === '')
        refuse('template-invalid', 'the title is empty', title.line);
    bound('title', draft.title, issue/* TITLE_LIMIT */.TH, title.line);
    bound('body', draft.body.trimEnd(), issue/* BODY_LIMIT */.Th - KEY_ROOM, body.line);
    if (labels === undefined)
        return draft;
    for (const label of draft.labels)
        bound('label', label, LABEL_LIMIT, labels[0]?.line ?? 1);
    return draft;
}
function forReport({ period, report }) {
    return `report ${period.period}|${report.gbifdatasetid}`;
}
function scopeOf({ period, report, dataset, target, links }) {
    const { year, month } = period;
    const day = (date) => new Date(date).toISOString().slice(0, 10);
    return {
        period: {
            period: period.period,
            year,
            month,
            start: day(Date.UTC(year, month - 1, 1)),
            end: day(Date.UTC(year, month, 0)),
            status: period.status,
        },
        dataset: defusedColumns(dataset.columns),
        report: defusedColumns(report.columns),
        repository: `${target.owner}/${target.name}`,
        ...links,
    };
}
function defusedColumns(columns) {
    return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, (0,issue/* defused */.t0)(value)]));
}
function parsePiece(engine, text, line, file) {
    try {
        return { template: engine.parse(text), line };
    }
    catch (error) {
        throw new build_problems/* ProblemsError */.FQ([liquidProblem(error, line, file, {})], { cause: error });
    }
}
function liquidProblem(error, firstLine, file, scope) {
    if (!(error instanceof liquid_node/* LiquidError */.HN))
        return templateProblem(String(error), file, firstLine);
    const [lineInPiece] = error.token.getPosition();
    const message = (error.originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, '');
    return templateProblem(`${message}${variablesThere(message, scope)}`, file, firstLine + (lineInPiece ?? 1) - 1);
}
function variablesThere(message, scope) {
    const root = /^undefined variable: (\w+)/.exec(message)?.[1];
    if (root === undefined)
        return '';
    const value = Object.hasOwn(scope, root) ? scope[root] : undefined;
    return typeof value === 'object' && value !== null
        ? `; ${root} has ${Object.keys(value).join(', ')}`
        : `; there are ${Object.keys(scope).join(', ')}`;
}


/***/ })

};
