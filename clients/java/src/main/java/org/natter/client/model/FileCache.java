package org.natter.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.natter.client.values.Json;

/**
 * A cache in a folder, a file for each key. A file is replaced in one step after its content is on the disk, so that a power
 * cut leaves the old one or the new one. One that cannot be read counts as absent.
 *
 * <p>The files hold the login token and messages in the clear: take a folder that only the application can read, on Android
 * one below {@code Context.getFilesDir()}. Only one client at a time may use a folder.
 */
public final class FileCache implements Cache {
  private static final String SUFFIX = ".json";
  private static final String UNFINISHED = ".tmp";
  private static final int CHUNK_BYTES = 8192;

  private final File folder;

  /** @param folder is made when something is written */
  public FileCache(File folder) {
    this.folder = folder;
  }

  @Override
  public JsonNode read(String key) throws IOException {
    try (InputStream file = new FileInputStream(fileOf(key, SUFFIX))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int count = file.read(chunk); count >= 0; count = file.read(chunk)) bytes.write(chunk, 0, count);
      return Json.parse(bytes.toString("UTF-8"));
    } catch (FileNotFoundException absent) {
      return null;
    }
  }

  @Override
  public void write(Map<String, JsonNode> entries) throws IOException {
    for (Map.Entry<String, JsonNode> entry : entries.entrySet()) {
      File file = fileOf(entry.getKey(), SUFFIX);
      if (entry.getValue() != null) replace(file, fileOf(entry.getKey(), UNFINISHED), entry.getValue());
      else if (!file.delete() && file.exists()) throw new IOException("cannot delete " + file);
    }
  }

  @Override
  public void clear() throws IOException {
    File[] files = folder.listFiles((in, name) -> name.endsWith(SUFFIX) || name.endsWith(UNFINISHED));
    if (files == null) return;
    for (File file : files) {
      if (!file.delete() && file.exists()) throw new IOException("cannot delete " + file);
    }
  }

  private void replace(File file, File unfinished, JsonNode value) throws IOException {
    if (!folder.isDirectory() && !folder.mkdirs() && !folder.isDirectory()) {
      throw new IOException("cannot make the folder " + folder);
    }
    try (FileOutputStream out = new FileOutputStream(unfinished)) {
      out.write(Json.mapper().writeValueAsBytes(value));
      out.getFD().sync();
    }
    if (unfinished.renameTo(file)) return;
    // Windows does not replace what is there
    if (!file.delete() || !unfinished.renameTo(file)) throw new IOException("cannot replace " + file);
  }

  /** One name for each key, on disks too that do not tell capitals apart. */
  private File fileOf(String key, String suffix) {
    StringBuilder name = new StringBuilder();
    for (byte unit : key.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = unit >= 'a' && unit <= 'z' || unit >= '0' && unit <= '9';
      if (isPlain) name.append((char) unit);
      else if (unit >= 'A' && unit <= 'Z') name.append('_').append((char) (unit - 'A' + 'a'));
      else name.append(String.format(Locale.ROOT, "%%%02x", unit));
    }
    return new File(folder, name + suffix);
  }
}
