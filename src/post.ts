/** Entry of the post step: says so, then runs the bundle of the main step. */

globalThis.reportNotifierStep = 'post';
await import('./main.ts');
