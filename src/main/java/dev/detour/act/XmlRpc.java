package dev.detour.act;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** The part of XML-RPC (xmlrpc.com, 1999) that supervisord speaks: strings and booleans out; scalars, arrays, structs in. */
final class XmlRpc {
    private static final int DEEPEST = 16;

    private XmlRpc() {}

    /** The server's own word that a call failed. */
    static final class Fault extends IOException {
        private static final long serialVersionUID = 1L;
        private final int code;

        Fault(int code, String text) {
            super(text);
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    static byte[] call(String method, Object... arguments) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument();
            xml.writeStartElement("methodCall");
            element(xml, "methodName", method);
            xml.writeStartElement("params");
            for (Object argument : arguments) {
                xml.writeStartElement("param");
                xml.writeStartElement("value");
                if (argument instanceof Boolean flag) {
                    element(xml, "boolean", flag ? "1" : "0");
                } else {
                    element(xml, "string", argument.toString());
                }
                xml.writeEndElement();
                xml.writeEndElement();
            }
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("memory refused a write", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    /**
     * The answer's value: String, Long, Double, Boolean, List or Map.
     *
     * @throws Fault when the server answered with one
     * @throws IOException when this is no XML-RPC answer; document types and entities are not read
     */
    static Object answer(byte[] body) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(body));
            boolean fault = false;
            Object value = null;
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    fault |= xml.getLocalName().equals("fault");
                    if (xml.getLocalName().equals("value")) {
                        value = value(xml, 0);
                    }
                }
            }
            if (value == null) {
                throw new IOException("answer holds no value");
            }
            if (fault && value instanceof Map<?, ?> why) {
                throw new Fault(((Long) why.get("faultCode")).intValue(), String.valueOf(why.get("faultString")));
            }
            return value;
        } catch (XMLStreamException | RuntimeException e) {
            throw new IOException("answer is no XML-RPC", e);
        }
    }

    /** Reads from the start of {@code <value>} to its end. */
    private static Object value(XMLStreamReader xml, int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw new XMLStreamException("nested too deep");
        }
        StringBuilder bare = new StringBuilder();
        Object typed = null;
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            if (xml.isStartElement()) {
                typed = typed(xml, depth);
            } else if (xml.isCharacters()) {
                bare.append(xml.getText());
            }
        }
        return typed == null ? bare.toString() : typed;
    }

    private static Object typed(XMLStreamReader xml, int depth) throws XMLStreamException {
        return switch (xml.getLocalName()) {
            case "int", "i4", "i8" -> Long.valueOf(xml.getElementText().strip());
            case "boolean" -> xml.getElementText().strip().equals("1");
            case "double" -> Double.valueOf(xml.getElementText().strip());
            case "array" -> array(xml, depth);
            case "struct" -> struct(xml, depth);
            default -> xml.getElementText();
        };
    }

    private static List<Object> array(XMLStreamReader xml, int depth) throws XMLStreamException {
        List<Object> values = new ArrayList<>();
        while (!(xml.next() == XMLStreamConstants.END_ELEMENT
                && xml.getLocalName().equals("array"))) {
            if (xml.isStartElement() && xml.getLocalName().equals("value")) {
                values.add(value(xml, depth + 1));
            }
        }
        return values;
    }

    private static Map<String, Object> struct(XMLStreamReader xml, int depth) throws XMLStreamException {
        Map<String, Object> members = new LinkedHashMap<>();
        String name = "";
        while (!(xml.next() == XMLStreamConstants.END_ELEMENT
                && xml.getLocalName().equals("struct"))) {
            if (xml.isStartElement() && xml.getLocalName().equals("name")) {
                name = xml.getElementText();
            } else if (xml.isStartElement() && xml.getLocalName().equals("value")) {
                members.put(name, value(xml, depth + 1));
            }
        }
        return members;
    }
}
