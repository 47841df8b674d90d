package dev.detour.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** One page for people, as a reader of Markdown sees it. */
public final class Markdown {
    /** Text that is shown as it is; the language is that of the fence, empty for an indented block. */
    public record Block(String heading, String language, String text) {
        public List<String> lines() {
            return text.lines().toList();
        }
    }

    private static final Pattern SOURCE = Pattern.compile("(?:src|srcset|href)=\"([^\"]+)\"");

    private final Path file;
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private final List<String> headings = new ArrayList<>();

    private Markdown(Path file) {
        this.file = file;
        try {
            Parser.builder().build().parse(Files.readString(file)).accept(new Reader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Markdown of(String file) {
        return new Markdown(Path.of(file));
    }

    /** Every page of this checkout, what is built left out. */
    public static Stream<Markdown> all() throws IOException {
        var pages = new ArrayList<Path>();
        for (var place : List.of(".", "doc", "examples", "deploy")) {
            try (var files = Files.walk(Path.of(place), place.equals(".") ? 1 : 9)) {
                files.filter(f -> f.toString().endsWith(".md"))
                        .map(Path::normalize)
                        .forEach(pages::add);
            }
        }
        return pages.stream().sorted().map(Markdown::new);
    }

    public Path file() {
        return file;
    }

    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** Those below a heading. */
    public List<Block> blocks(String heading) {
        return blocks.stream().filter(block -> block.heading().equals(heading)).toList();
    }

    public List<String> links() {
        return List.copyOf(links);
    }

    /** As text, backticks left out. */
    public List<String> headings() {
        return List.copyOf(headings);
    }

    /** What the page's viewers make of a heading: the part of a link behind the {@code #}. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private final class Reader extends AbstractVisitor {
        @Override
        public void visit(Heading heading) {
            headings.add(text(heading));
            visitChildren(heading);
        }

        @Override
        public void visit(FencedCodeBlock block) {
            add(block.getInfo(), block.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock block) {
            add("", block.getLiteral());
        }

        @Override
        public void visit(Link link) {
            links.add(link.getDestination());
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            links.add(image.getDestination());
            visitChildren(image);
        }

        @Override
        public void visit(HtmlBlock html) {
            SOURCE.matcher(html.getLiteral()).results().forEach(source -> links.add(source.group(1)));
        }

        private void add(String language, String text) {
            blocks.add(new Block(headings.isEmpty() ? "" : headings.get(headings.size() - 1), language, text));
        }

        private static String text(Node node) {
            var words = new StringBuilder();
            node.accept(new AbstractVisitor() {
                @Override
                public void visit(Text text) {
                    words.append(text.getLiteral());
                }

                @Override
                public void visit(Code code) {
                    words.append(code.getLiteral());
                }
            });
            return words.toString();
        }
    }
}
