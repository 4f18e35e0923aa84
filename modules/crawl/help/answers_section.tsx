import { HelpSection, HelpText } from "../../shared/web/help.tsx";

/** How answers are judged, and what is sent to get them. */
export function AnswersSection() {
  return (
    <HelpSection id="answers" title="What an answer is">
      <p>
        <HelpText text="The bytes of an answer decide, as in browsers: an image is one whatever its type and its status are, so a 404 whose body is a picture is kept, and the list of URLs shows its status. After 408, 425, 429 and 5xx the image is asked for again first. A page, a feed or a sitemap that is sent without a type, as a download or as another one of the three is read as what it is. Pages with an error status count as failed. The header `Refresh` leads on as the element does." />
      </p>
      <p>
        <HelpText text="A page's encoding is that of its byte order mark, else of its Content-Type, else of its `meta`. If it declares none, it is UTF-8 where its bytes are, else the encoding of the page that refers to it, else a guess by its bytes. Queries in its addresses are sent in that encoding." />
      </p>
      <p>
        <HelpText text="Every request but that for robots.txt has the `Referer` that a browser sends: the whole address of the referring page to its own origin, the origin alone to others, and nothing from https to http. A policy that the page asks for is obeyed as long as the job's process lives. A `Referer` among the job's headers is sent to the origins of its start addresses instead." />
      </p>
    </HelpSection>
  );
}
