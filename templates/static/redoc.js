// Starts ReDoc in the page /redoc.
"use strict";

const place = document.getElementById("redoc");
// Without its search there is no worker to be allowed; the browser's own search finds everything.
Redoc.init(place.dataset.document, { disableSearch: true }, place);
