// Every word of the page stands in it, put there by the server from the coach's catalogue.
export const words = document.getElementById("words").dataset;
