// Prints the page.
export default () => window.print();
