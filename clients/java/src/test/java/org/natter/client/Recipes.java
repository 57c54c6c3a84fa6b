package org.natter.client;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of docs/clients/java.md, compiled, with the address of a server of the tests. */
final class Recipes implements AutoCloseable {
  private static final String DOCUMENTED = "http://localhost:6060";
  private static final Pattern NAMED = Pattern.compile("`(\\w+\\.java)`:\n\n```java\n(.*?)```\n", Pattern.DOTALL);
  private static final Pattern ANY = Pattern.compile("^```java$", Pattern.MULTILINE);

  private final URLClassLoader loader;
  final Programs programs;

  Recipes(File home, String url) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Map.Entry<String, String> file : files().entrySet()) {
      Path path = home.toPath().resolve(file.getKey());
      Files.write(path, file.getValue().replace(DOCUMENTED, url).getBytes(StandardCharsets.UTF_8));
      sources.add(path);
    }
    programs = Programs.compiled(home, sources);
    URL classes = new File(home, "classes").toURI().toURL();
    loader = new URLClassLoader(new URL[] {classes}, Recipes.class.getClassLoader());
  }

  static String page(String path) throws IOException {
    return new String(Files.readAllBytes(Paths.get("../..", path)), StandardCharsets.UTF_8);
  }

  /** Every block with a name: the name, a colon, and the block. */
  static Map<String, String> files() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    Matcher block = NAMED.matcher(page("docs/clients/java.md"));
    while (block.find()) files.put(block.group(1), block.group(2));
    return files;
  }

  /** How many blocks of Java there are. */
  static int count(String page) {
    Matcher block = ANY.matcher(page);
    int count = 0;
    while (block.find()) count++;
    return count;
  }

  /** The static method of a recipe, as {@code Rights.ask}, with these arguments. */
  Object call(String method, Object... arguments) {
    String[] names = method.split("\\.");
    try {
      for (Method one : loader.loadClass(names[0]).getMethods()) {
        if (one.getName().equals(names[1]) && takes(one, arguments)) return one.invoke(null, arguments);
      }
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof RuntimeException) throw (RuntimeException) failed.getCause();
      throw new AssertionError(method, failed.getCause());
    } catch (ReflectiveOperationException missing) {
      throw new AssertionError(method, missing);
    }
    throw new AssertionError("there is no " + method);
  }

  Object make(String recipe, Object... arguments) throws ReflectiveOperationException {
    return loader.loadClass(recipe).getConstructors()[0].newInstance(arguments);
  }

  private static boolean takes(Method method, Object... arguments) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length != arguments.length) return false;
    for (int at = 0; at < types.length; at++) {
      boolean isLong = types[at] == long.class && arguments[at] instanceof Long;
      if (!isLong && !types[at].isInstance(arguments[at])) return false;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    programs.close();
    loader.close();
  }
}
