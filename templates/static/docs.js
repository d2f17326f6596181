// Starts Swagger UI in the page /docs.
"use strict";

const place = document.getElementById("swagger-ui");
SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  displayRequestDuration: true,
  // The document is checked by the service's own tests; nothing is sent elsewhere.
  validatorUrl: null,
});
