using System.Text.Json;
using SipEdge.Configuration;

namespace SipEdge.Tests.Configuration;

/// <summary>The keys that the program reads are the keys that the documents and the schema list, no more and no fewer.</summary>
public class ConfigurationKeysTests
{
    // One of everything, so that every reader is asked for its keys. Whether it makes sense does not matter here.
    private const string Everything = """
        listeners: [{}]
        tls: { a: {}, client: {} }
        accounts: { a: { ha1: {}, caller_id: {}, pbx: {} } }
        acls: { a: { addresses: [{}], tokens: [{}], caller_id: {} } }
        policies: { a: { hours: [{}], caller_id: {} } }
        domains: { a: { phones: { expires: {}, keepalive: {} } } }
        trunks: { a: { tls: {}, tls_rollout: {}, gateways: [{}], register: {}, auth: { ha1: {} }, caller_id: {}, identity: {}, diversion: {}, failover: {}, health: {}, circuit: {}, session: {}, headers: [{}], numbers: { out: {}, in: {} }, limits: {}, media: { srtp: {}, timeouts: {}, announcement: {} } } }
        groups: { a: { trunks: [{}], failover: {}, limits: {} } }
        routes: [{ hours: [{}] }]
        numbers: { assigned: [{}] }
        media: { ipv4: {}, ipv6: {}, policy: { srtp: {}, timeouts: {}, announcement: {} } }
        calls: {}
        security: { limits: {}, rates: { stranger: {}, proven: {}, known: {} }, bans: {} }
        admin: {}
        records: {}
        telemetry: {}
        timers: {}
        dns: {}
        """;

    private static SortedSet<string> Read()
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        ConfigurationFile.LoadText(Everything, "f.yaml", "/", keys);
        return keys;
    }

    [Fact]
    public void Every_key_has_its_row_in_the_document()
    {
        var rows = File.ReadLines(Path.Combine(ExampleFiles.Repository(), "docs", "configuration.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && !line.StartsWith("| `{", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1])
            // One table tells of a block that stands in two places.
            .SelectMany(key => key.StartsWith("media.policy.", StringComparison.Ordinal)
                ? new[] { key, $"trunks.*.media.{key["media.policy.".Length..]}" }
                : key.StartsWith("groups.*.failover.", StringComparison.Ordinal)
                    ? [key, $"trunks{key["groups".Length..]}"]
                    : [key]);
        AssertSame(Read(), new SortedSet<string>(rows, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_is_in_the_schema()
    {
        using var schema = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(ExampleFiles.Repository(), "config", "sipedge.schema.json")));
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        Walk(schema.RootElement, string.Empty, keys, schema.RootElement.GetProperty("$defs"));
        AssertSame(Read(), keys);
    }

    /// <summary>Says which are missing on either side.</summary>
    private static void AssertSame(SortedSet<string> read, SortedSet<string> listed) =>
        Assert.Equal(("", ""), (string.Join(' ', read.Except(listed)), string.Join(' ', listed.Except(read))));

    private static void Walk(JsonElement schema, string path, SortedSet<string> keys, JsonElement definitions)
    {
        if (schema.TryGetProperty("$ref", out var name))
        {
            Walk(definitions.GetProperty(name.GetString()!["#/$defs/".Length..]), path, keys, definitions);
        }
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                var key = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                keys.Add(key);
                Walk(property.Value, key, keys, definitions);
            }
        }
        if (schema.TryGetProperty("additionalProperties", out var named) && named.ValueKind == JsonValueKind.Object)
        {
            Walk(named, $"{path}.*", keys, definitions);
        }
        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var item in items.TryGetProperty("anyOf", out var forms) ? forms.EnumerateArray().ToArray() : [items])
            {
                Walk(item, $"{path}.*", keys, definitions);
            }
        }
    }
}
