using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SipEdge.Core.Configuration;

namespace SipEdge.Cli;

/// <summary><c>sipedge acl list</c>: every ACL with what it asks for, how much it lists and who may be called with it.</summary>
internal static class AclListVerb
{
    public static Command Create(Terminal terminal)
    {
        var config = SharedOptions.Config();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "list",
            "List the ACLs: what they ask for, what they list, which domains they may call",
            "sipedge acl list",
            "sipedge acl list --json | jq '.[] | select(.domains == [])'")
        {
            config, json,
        };
        verb.SetAction(parsed =>
        {
            if (ConfigurationView.Read(terminal, parsed.GetValue(config)) is not { } view)
            {
                return ExitCode.Failed;
            }

            var acls = Read(view);
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(acls, AclListJson.Default.IReadOnlyListAclReport));
            }
            else
            {
                Print(terminal, acls);
            }

            return ExitCode.Success;
        });
        return verb;
    }

    private static IReadOnlyList<AclReport> Read(ConfigurationView view) => [.. view.Options.Acls.Select(pair => new AclReport(
        pair.Key,
        ConfigNames.Require.Name(pair.Value.EffectiveRequire),
        pair.Value.Addresses.Length,
        pair.Value.Accounts.Length,
        pair.Value.Tokens.Length,
        pair.Value.Trunk,
        [.. view.Options.Domains.Where(domain => domain.Value.Acls.Contains(pair.Key)).Select(static domain => domain.Key)],
        view.Line($"acls.{pair.Key}"))).OrderBy(static acl => acl.Line)];

    private static void Print(Terminal terminal, IReadOnlyList<AclReport> acls)
    {
        if (acls.Count == 0)
        {
            terminal.Output.WriteLine("No ACLs.");
            return;
        }

        var table = new TextTable(
            ("ACL", 20), ("Asks for", 17), ("Addresses", 9), ("Accounts", 8), ("Tokens", 6), ("Domains", 20), ("Line", 5));
        foreach (var acl in acls)
        {
            table.Add(
                acl.Acl,
                acl.Require,
                Text(acl.Addresses),
                Text(acl.Accounts),
                Text(acl.Tokens),
                string.Join(", ", acl.Domains),
                Text(acl.Line));
        }

        table.Print(terminal);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

internal sealed record AclReport(
    string Acl, string Require, int Addresses, int Accounts, int Tokens, string? Trunk, IReadOnlyList<string> Domains, int Line);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<AclReport>))]
internal sealed partial class AclListJson : JsonSerializerContext;
