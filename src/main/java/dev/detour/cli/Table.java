package dev.detour.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows in columns, at most 80 wide, or as many as {@code COLUMNS} says; what does not fit is cut in the last column, then in
 * the widest, with an ellipsis.
 */
final class Table {
    static final int WIDTH = width(System.getenv("COLUMNS"));
    private static final int GAP = 2;
    private static final int NARROWEST = 6;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        rows.add(List.of(head));
    }

    Table row(Object... cells) {
        var row = new ArrayList<String>();
        for (var cell : cells) {
            row.add(cell == null ? "–" : plain(String.valueOf(cell)).replace('\n', ' '));
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        var widths = widths();
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                var cell = cut(row.get(i), widths[i]);
                line.append(cell).append(" ".repeat(widths[i] - length(cell) + GAP));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** @param columns null when nobody says */
    static int width(String columns) {
        return columns != null && columns.matches("[0-9]{2,4}") ? Math.max(40, Integer.parseInt(columns)) : 80;
    }

    private int[] widths() {
        var widths = new int[rows.get(0).size()];
        for (var row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        var over = GAP * (widths.length - 1) - WIDTH;
        for (var width : widths) {
            over += width;
        }
        var last = widths.length - 1;
        while (over > 0) {
            var victim = widths[last] > 20 ? last : widest(widths);
            if (widths[victim] <= NARROWEST) {
                break;
            }
            widths[victim]--;
            over--;
        }
        return widths;
    }

    private static int widest(int[] widths) {
        var widest = 0;
        for (int i = 1; i < widths.length; i++) {
            widest = widths[i] > widths[widest] ? i : widest;
        }
        return widest;
    }

    private static String cut(String cell, int width) {
        return length(cell) <= width ? cell : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** Without anything that a terminal would obey. */
    static String plain(String text) {
        var plain = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> plain.appendCodePoint(
                        c != '\n' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)
                                ? '?'
                                : c));
        return plain.toString();
    }

    /** A sentence over as many lines as it takes. */
    static String wrapped(String text) {
        var out = new StringBuilder();
        var line = new StringBuilder();
        for (var word : plain(text).split("\\s+")) {
            for (var rest = word; !rest.isEmpty(); ) {
                var piece = rest.substring(0, Math.min(WIDTH, rest.length()));
                rest = rest.substring(piece.length());
                if (!line.isEmpty() && line.length() + 1 + piece.length() > WIDTH) {
                    out.append(line).append('\n');
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(piece);
            }
        }
        return out.append(line).append('\n').toString();
    }
}
