using SipEdge.Core.Configuration;

namespace SipEdge.Configuration.Editing;

// Trunks: added, switched on and off, drained, removed.
internal sealed partial class AccessEdits
{
    /// <summary>With a profile, and a gateway for each address.</summary>
    public void AddTrunk(string name, string? profile, IReadOnlyList<GatewayOptions> gateways)
    {
        CheckName(name);
        if (Entry("trunks", name) is { } there)
        {
            throw new EditRefusedException(there.Position.Line, $"there is a trunk '{name}' already; change it there");
        }
        var keys = new List<(string, YamlNode)>();
        if (profile is not null)
        {
            keys.Add(("profile", YamlWriter.Text(Pinned(profile))));
        }
        keys.Add(("gateways", new YamlList([.. gateways.Select(Item)], default)));
        Yaml = YamlEdit.AddEntry(Yaml, ["trunks"], name, YamlWriter.Map([.. keys]));
        Tell(EditOutcome.Added, $"trunk {name}", $"trunks.{name}");
    }

    /// <summary>One that registers, with the secret in secrets/NAME.</summary>
    public void ImportTrunk(string? named, RegistrationString line)
    {
        var name = named ?? line.Host;
        CheckName(name);
        if (Entry("trunks", name) is { } there)
        {
            throw new EditRefusedException(there.Position.Line, $"there is a trunk '{name}' already; change it there, or give another --name");
        }
        if (!IsFileName(name))
        {
            throw new EditRefusedException($"'{name}' cannot be the name of a password file; give --name");
        }
        var file = FullPath($"secrets/{name}");
        if (File.Exists(file))
        {
            throw new EditRefusedException($"there is a file {file} already, which may be somebody's password; give another --name");
        }
        var gateway = new GatewayOptions
        {
            Name = "main",
            Address = line.Host,
            Port = line.Port,
            Transport = line.Transport == "tcp" ? Sip.Transport.TransportKind.Tcp : null,
        };
        var register = new List<(string, YamlNode)>();
        if (line.Domain is { } domain)
        {
            register.Add(("registrar_domain", YamlWriter.Text(domain)));
        }
        if (line.Extension is { } extension)
        {
            register.Add(("contact_user", YamlWriter.Text(extension)));
        }
        var keys = new List<(string, YamlNode)>
        {
            ("profile", YamlWriter.Text(Pinned(line.Transport == "tls" ? "itsp-registered-tls" : "itsp-registered-udp"))),
            ("gateways", new YamlList([Item(gateway)], default)),
            ("auth", YamlWriter.Map(
                ("username", YamlWriter.Text(line.User)),
                ("password", YamlWriter.Map(("file", YamlWriter.Text(Relative(file)))) with { Flow = true })) with { Flow = true }),
        };
        if (register.Count > 0)
        {
            keys.Add(("register", YamlWriter.Map([.. register]) with { Flow = true }));
        }
        Yaml = YamlEdit.AddEntry(Yaml, ["trunks"], name, YamlWriter.Map([.. keys]));
        _secrets.Add(new NewSecret(file, $"trunks.{name}.auth.password", line.Secret));
        Tell(EditOutcome.Added, $"trunk {name}", $"trunks.{name}");
    }

    /// <summary>New calls pass it again: neither switched off nor drained.</summary>
    public void EnableTrunk(string name)
    {
        Require("trunks", name, "trunk");
        var changed = SetFlag(name, "active", true) | SetFlag(name, "draining", false);
        Tell(changed ? EditOutcome.Changed : EditOutcome.AlreadyThere, $"Trunk {name} takes calls", $"trunks.{name}");
    }

    /// <summary>No new calls; those that are up go on.</summary>
    public void DisableTrunk(string name)
    {
        Require("trunks", name, "trunk");
        var changed = SetFlag(name, "active", false);
        Tell(changed ? EditOutcome.Changed : EditOutcome.AlreadyThere, $"Trunk {name} is switched off", $"trunks.{name}");
    }

    /// <summary>The same, and it stays registered.</summary>
    public void DrainTrunk(string name)
    {
        Require("trunks", name, "trunk");
        if (Flag(name, "active") == false)
        {
            throw new EditRefusedException($"trunk '{name}' is switched off already, which is more than drained");
        }
        var changed = SetFlag(name, "draining", true);
        Tell(changed ? EditOutcome.Changed : EditOutcome.AlreadyThere, $"Trunk {name} is drained", $"trunks.{name}");
    }

    /// <summary>What still refers to it makes the file invalid, and is told then.</summary>
    public void RemoveTrunk(string name)
    {
        Require("trunks", name, "trunk");
        Yaml = YamlEdit.RemoveEntry(Yaml, ["trunks", name]);
        Tell(EditOutcome.Removed, $"trunk {name}", $"trunks.{name}");
    }

    private static string Pinned(string profile)
    {
        var found = profile.Contains('@', StringComparison.Ordinal)
            ? TrunkProfiles.All.FirstOrDefault(known => known.FullName == profile)
            : TrunkProfiles.Newest(profile);
        if (found is null)
        {
            Refuse(profile, TrunkProfiles.All.Select(static known => known.FullName), "profile");
        }
        return found!.FullName;
    }

    private bool? Flag(string trunk, string key) =>
        Entry("trunks", trunk) is { } entry && Value(entry.Value, key) is YamlScalar { IsNull: false, Value: var value }
            ? value == "true"
            : null;

    /// <summary>False when it says so already: both keys are absent in a trunk that takes calls.</summary>
    private bool SetFlag(string trunk, string key, bool value)
    {
        var usual = key == "active";
        if ((Flag(trunk, key) ?? usual) == value)
        {
            return false;
        }
        Yaml = YamlEdit.Set(Yaml, ["trunks", trunk, key], new YamlScalar(value ? "true" : "false", Plain: true, default));
        return true;
    }

    private static YamlNode Item(GatewayOptions gateway)
    {
        var keys = new List<(string, YamlNode)>
        {
            ("name", YamlWriter.Text(gateway.Name)),
            ("address", YamlWriter.Text(gateway.Address)),
        };
        AddNumber(keys, "port", gateway.Port);
        if (gateway.Transport is { } transport)
        {
            keys.Add(("transport", YamlWriter.Text(ConfigNames.Transport.Name(transport))));
        }
        if (gateway.TlsName is { } name)
        {
            keys.Add(("tls_name", YamlWriter.Text(name)));
        }
        if (gateway.Direction != GatewayDirection.Both)
        {
            keys.Add(("direction", YamlWriter.Text(ConfigNames.Direction.Name(gateway.Direction))));
        }
        return YamlWriter.Map([.. keys]) with { Flow = true };
    }
}
