// What the page gives to scripts, for the type check of the tests.
declare const heavytail: import("../../www/lab.js").Heavytail;
