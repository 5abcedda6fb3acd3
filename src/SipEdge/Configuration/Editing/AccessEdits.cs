using SipEdge.Core.Configuration;

namespace SipEdge.Configuration.Editing;

/// <summary>
/// The steps that let somebody call, on one configuration: an ACL, its addresses and accounts, a domain, and the ACL attached to
/// it. A step that was taken already changes nothing, so that a sequence can be run again.
/// </summary>
internal sealed partial class AccessEdits(YamlText yaml, string directory)
{
    private readonly List<EditChange> _changes = [];
    private readonly List<NewSecret> _secrets = [];

    /// <summary>After the steps so far.</summary>
    public YamlText Yaml { get; private set; } = yaml;

    public IReadOnlyList<EditChange> Changes => _changes;

    public IReadOnlyList<NewSecret> Secrets => _secrets;

    public void AddAcl(string name, RequireMode? require)
    {
        CheckName(name);
        var path = $"acls.{name}";
        if (Entry("acls", name) is not { } there)
        {
            var keys = require is { } mode
                ? YamlWriter.Map(("require", YamlWriter.Text(ConfigNames.Require.Name(mode))))
                : YamlWriter.Map();
            Yaml = YamlEdit.AddEntry(Yaml, ["acls"], name, keys);
            Tell(EditOutcome.Added, $"ACL {name}", path);
            return;
        }
        if (require is { } wanted)
        {
            switch (Value(there.Value, "require"))
            {
                case null:
                    Yaml = YamlEdit.AddEntry(Yaml, ["acls", name], "require", YamlWriter.Text(ConfigNames.Require.Name(wanted)));
                    Tell(EditOutcome.Added, $"require: {ConfigNames.Require.Name(wanted)} in ACL {name}", path);
                    return;
                case YamlScalar { Value: var written } scalar when written != ConfigNames.Require.Name(wanted):
                    throw new EditRefusedException(scalar.Position.Line, $"ACL {name} says require: {written}; change it there");
            }
        }
        Tell(EditOutcome.AlreadyThere, $"ACL {name}", path);
    }

    public void AddAddress(string acl, AddressOptions address)
    {
        Require("acls", acl, "ACL");
        var item = Item(address);
        if (Find(Items("acls", acl, "addresses"), Describe(item)) >= 0)
        {
            Tell(EditOutcome.AlreadyThere, $"{Describe(item)} in ACL {acl}", $"acls.{acl}");
            return;
        }
        Yaml = YamlEdit.AddItem(Yaml, ["acls", acl, "addresses"], item, brackets: false);
        Tell(EditOutcome.Added, $"{Describe(item)} to ACL {acl}", $"acls.{acl}");
    }

    public void RemoveAddress(string acl, AddressOptions address)
    {
        Require("acls", acl, "ACL");
        Remove(["acls", acl, "addresses"], Describe(Item(address)), $"ACL {acl}");
    }

    /// <summary>
    /// Without a password file the account gets a password of its own in secrets/NAME, unless there is one: phones may have it.
    /// </summary>
    public void AddAccount(string name, string? passwordFile)
    {
        CheckName(name);
        var path = $"accounts.{name}";
        if (Entry("accounts", name) is { } there)
        {
            var password = Value(there.Value, "password") is { } secret ? Value(secret, "file") as YamlScalar : null;
            if (passwordFile is not null && (password is null || FullPath(password.Value) != passwordFile))
            {
                throw new EditRefusedException(
                    there.Position.Line, $"account {name} has another password than that file; change it there");
            }
            Tell(EditOutcome.AlreadyThere, $"account {name}", path);
            return;
        }
        if (passwordFile is null && !IsFileName(name))
        {
            throw new EditRefusedException(
                $"'{name}' cannot be the name of a password file; make one and give it with --password-file");
        }
        var file = passwordFile ?? FullPath($"secrets/{name}");
        var fresh = passwordFile is null && !File.Exists(file);
        Yaml = YamlEdit.AddEntry(Yaml, ["accounts"], name, YamlWriter.Map(
            ("password", YamlWriter.Map(("file", YamlWriter.Text(Relative(file)))) with { Flow = true })));
        Tell(EditOutcome.Added, $"account {name}, password in {file}", path);
        if (fresh)
        {
            _secrets.Add(new NewSecret(file, $"{path}.password"));
        }
    }

    public void ListAccount(string acl, string account)
    {
        Require("acls", acl, "ACL");
        Require("accounts", account, "account");
        Add(["acls", acl, "accounts"], account, $"ACL {acl}");
    }

    public void UnlistAccount(string acl, string account)
    {
        Require("acls", acl, "ACL");
        Remove(["acls", acl, "accounts"], account, $"ACL {acl}");
    }

    /// <summary>Host names are written small, as they are compared.</summary>
    public void AddDomain(string name)
    {
        var small = (name.EndsWith('.') ? name[..^1] : name).ToLowerInvariant();
        if (DomainKey(small) is not null)
        {
            Tell(EditOutcome.AlreadyThere, $"domain {small}", $"domains.{small}");
            return;
        }
        Yaml = YamlEdit.AddEntry(Yaml, ["domains"], small, YamlWriter.Map());
        Tell(EditOutcome.Added, $"domain {small}", $"domains.{small}");
    }

    public void Attach(string domain, string acl)
    {
        var key = RequireDomain(domain);
        Require("acls", acl, "ACL");
        Add(["domains", key, "acls"], acl, $"domain {key}");
    }

    public void Detach(string domain, string acl)
    {
        var key = RequireDomain(domain);
        Remove(["domains", key, "acls"], acl, $"domain {key}");
    }

    private void Add(string[] list, string value, string owner)
    {
        var path = $"{list[0]}.{list[1]}";
        if (Find(Items(list), value) >= 0)
        {
            Tell(EditOutcome.AlreadyThere, $"{value} in {owner}", path);
            return;
        }
        Yaml = YamlEdit.AddItem(Yaml, list, YamlWriter.Text(value), brackets: true);
        Tell(EditOutcome.Added, $"{value} to {owner}", path);
    }

    private void Remove(string[] list, string value, string owner)
    {
        var path = $"{list[0]}.{list[1]}";
        var index = Find(Items(list), value);
        if (index < 0)
        {
            Tell(EditOutcome.NotThere, $"{value} in {owner}", path);
            return;
        }
        Yaml = YamlEdit.RemoveItem(Yaml, list, index);
        Tell(EditOutcome.Removed, $"{value} from {owner}", path);
    }

    private void Tell(EditOutcome outcome, string what, string path) => _changes.Add(new EditChange(outcome, what, path));

    private YamlEntry? Entry(string section, string name) =>
        YamlShape.Find(Yaml.Root, section)?.Value is YamlMap map ? YamlShape.Find(map, name) : null;

    private static YamlNode? Value(YamlNode node, string key) => node is YamlMap map ? YamlShape.Find(map, key)?.Value : null;

    private IReadOnlyList<YamlNode> Items(params ReadOnlySpan<string> path)
    {
        YamlNode? node = Yaml.Root;
        foreach (var key in path)
        {
            node = node is null ? null : Value(node, key);
        }
        return node is YamlList list ? list.Items : [];
    }

    private void Require(string section, string name, string kind)
    {
        if (Entry(section, name) is null)
        {
            Refuse(name, Names(section), kind);
        }
    }

    private string RequireDomain(string name)
    {
        if (DomainKey(name) is { } key)
        {
            return key;
        }
        Refuse(name, Names("domains"), "domain");
        return name;
    }

    private static void Refuse(string name, IEnumerable<string> known, string kind)
    {
        var suggestion = NearestName.Find(name, known);
        throw new EditRefusedException(
            $"there is no {kind} '{name}'{(suggestion is null ? string.Empty : $"; did you mean '{suggestion}'?")}");
    }

    private string? DomainKey(string name) =>
        Names("domains").FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<string> Names(string section) =>
        YamlShape.Find(Yaml.Root, section)?.Value is YamlMap map ? map.Entries.Select(static entry => entry.Key) : [];

    private static int Find(IReadOnlyList<YamlNode> items, string value)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (Describe(items[i]) == value)
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>What an item of a list says, in one form however it is written: addresses by their bits, keys in order.</summary>
    private static string Describe(YamlNode item) => item switch
    {
        YamlScalar scalar => Canonical(scalar.Value),
        YamlMap map => string.Join(' ', map.Entries
            .Where(static entry => entry.Value is YamlScalar { IsNull: false })
            .OrderBy(static entry => entry.Key != "prefix").ThenBy(static entry => entry.Key, StringComparer.Ordinal)
            .Select(static entry => entry.Key == "prefix"
                ? Canonical(((YamlScalar)entry.Value).Value)
                : $"{entry.Key}={((YamlScalar)entry.Value).Value}")),
        _ => string.Empty,
    };

    private static string Canonical(string value) =>
        AddressPrefix.TryParse(value, out var prefix, out _) ? prefix.ToString() : value;

    private static YamlNode Item(AddressOptions address)
    {
        if (!AddressPrefix.TryParse(address.Prefix, out _, out var why))
        {
            throw new EditRefusedException($"{why}; expected an address, or address/length");
        }
        var keys = new List<(string, YamlNode)> { ("prefix", YamlWriter.Text(address.Prefix)) };
        AddNumber(keys, "port", address.Port);
        AddNumber(keys, "local_port", address.LocalPort);
        if (address.Transport is { } transport)
        {
            keys.Add(("transport", YamlWriter.Text(ConfigNames.Transport.Name(transport))));
        }
        if (address.Direction != GatewayDirection.Both)
        {
            keys.Add(("direction", YamlWriter.Text(ConfigNames.Direction.Name(address.Direction))));
        }
        return keys.Count == 1 ? keys[0].Item2 : YamlWriter.Map([.. keys]) with { Flow = true };
    }

    private static void AddNumber(List<(string, YamlNode)> keys, string key, int? value)
    {
        if (value is { } number)
        {
            keys.Add((key, YamlWriter.Number(number)));
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > 64 || name.Any(static c => char.IsControl(c) || c == '"'))
        {
            throw new EditRefusedException("a name has 1 to 64 printable characters without quotes");
        }
    }

    private static bool IsFileName(string name) =>
        char.IsAsciiLetterOrDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private string FullPath(string path) => Path.GetFullPath(path, directory);

    private string Relative(string path) =>
        path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal) ? Path.GetRelativePath(directory, path) : path;
}
