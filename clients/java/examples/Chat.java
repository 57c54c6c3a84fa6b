import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.natter.client.Client;
import org.natter.client.model.About;
import org.natter.client.model.ConnectionSnapshot;
import org.natter.client.model.Contact;
import org.natter.client.model.FileCache;
import org.natter.client.model.Found;
import org.natter.client.model.MeSnapshot;
import org.natter.client.model.Member;
import org.natter.client.model.Message;
import org.natter.client.model.MessageStream;
import org.natter.client.model.Notice;
import org.natter.client.model.PayloadTypes;
import org.natter.client.model.Topic;
import org.natter.client.values.NatterException;

/** A chat on the console. What is not a command is said in the conversation that is open. */
public final class Chat {
  private static final String HELP =
      "/with <name>    talk to somebody\n"
          + "/new <title>    make a group\n"
          + "/join <group>   join a group, or come back to one\n"
          + "/invite <name>  into the group that is open\n"
          + "/list           what there is to read; /quit";
  private static final int SHOWN = 20;

  private final Client<String, String, String> client;
  private Topic<String, String, String> topic;
  private MessageStream reading;
  private long noticed;

  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      System.out.println("usage: Chat <url> <API key> <name> <password>");
      return;
    }
    Chat chat = new Chat(args[0], args[1], args[2]);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    chat.attempt(() -> chat.logIn(args[2], args[3]));
    for (String line = lines.readLine(); line != null && !line.equals("/quit"); line = lines.readLine()) {
      String typed = line;
      chat.attempt(() -> chat.take(typed));
    }
    chat.client.stop().join();
  }

  private Chat(String url, String apiKey, String name) {
    // what was read, and what could not be sent yet, outlives this program
    File folder = new File(System.getProperty("user.home"), ".natter-chat/" + name);
    client =
        Client.builder(url, apiKey)
            .types(PayloadTypes.of(String.class, String.class, String.class))
            .cache(new FileCache(folder))
            .build();
    client.connection().subscribe(Chat::tell);
    client.me().subscribe(this::tell);
  }

  private void logIn(String name, String password) {
    if (client.start().join() == null) {
      // it is refused where there is such an account; then the password tells whose it is
      client.createAccount(name, password, About.of(name).withTags(name)).exceptionally(taken -> null).join();
      client.logIn(name, password).join();
    }
    say("* you are " + name + "; /help says what you can do");
  }

  private void take(String line) {
    String[] words = (line + " ").split(" ", 2);
    String rest = words[1].trim();
    if (words[0].equals("/help")) say(HELP);
    else if (words[0].equals("/list")) list();
    else if (words[0].equals("/with")) open(client.topic(find(rest)));
    else if (words[0].equals("/join")) open(client.topic(rest));
    else if (words[0].equals("/new")) open(client.createGroup(About.of(rest)).join());
    else if (topic == null) say("* to whom? /help");
    else if (words[0].equals("/invite")) topic.invite(find(rest)).join();
    else if (!line.isEmpty()) publish(line);
  }

  private void open(Topic<String, String, String> next) {
    next.open().join();
    if (reading != null) reading.close();
    topic = next;
    say("* this is " + next.name());
    List<Message<String>> here = next.getSnapshot().messages();
    long after = here.size() > SHOWN ? here.get(here.size() - SHOWN - 1).position() : 0;
    reading = next.stream(after, message -> say(nameOf(next, message.from()) + ": " + message.content()));
  }

  /** Nobody waits for it: it goes out when there is a connection, once. */
  private void publish(String text) {
    topic.publish(text).whenComplete((sent, error) -> {
      if (error != null) say("* not sent: " + text + ": " + error.getMessage());
    });
  }

  private void list() {
    for (Contact<String, String, String> one : client.me().getSnapshot().contacts()) {
      String name =
          one.user() == null
              ? or(one.group(), "a group") + ", /join " + one.topic()
              : or(one.person(), one.user());
      say((one.isOnline() ? "+ " : "- ") + name + " (" + one.unread() + " unread)");
    }
  }

  private String find(String name) {
    for (Found<String, String> one : client.find(name).join()) if (name.equals(one.person())) return one.user();
    throw new NatterException(NatterException.NO_ANSWER, "there is no " + name, null);
  }

  private static String nameOf(Topic<String, String, String> topic, String user) {
    for (Member<String> one : topic.getSnapshot().members()) if (one.user().equals(user)) return or(one.person(), user);
    return user;
  }

  /** Not everybody has a name. */
  private static String or(String name, String other) {
    return name == null ? other : name;
  }

  private static void tell(ConnectionSnapshot now) {
    if (now.state() == ConnectionSnapshot.State.ONLINE) say("* online");
    else if (now.error() != null) say("* not online: " + now.error().text());
  }

  private void tell(MeSnapshot<String, String, String> now) {
    for (Notice one : now.notices()) {
      if (one.position() > noticed && one.act().equals("join")) say("* you are invited: /join " + one.topic());
      noticed = Math.max(noticed, one.position());
    }
  }

  /** What the server refuses is said, and the chat goes on. */
  private void attempt(Runnable action) {
    try {
      action.run();
    } catch (CompletionException failed) {
      say("* " + failed.getCause().getMessage());
    } catch (NatterException failed) {
      say("* " + failed.getMessage());
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
