import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The Camel CLI as JBang starts it: {@code java -cp … CamelRun.java run routes/*.camel.yaml application.properties}. */
class CamelRun {
    public static void main(String[] args) {
        CamelJBangMain.run(args);
    }
}
