/** Entry of the post step: the bundle of the main step, told that it is this one. */

globalThis.reportNotifierStep = 'post';
await import('./main.ts');
