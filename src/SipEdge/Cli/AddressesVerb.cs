using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;

namespace SipEdge.Cli;

/// <summary>
/// <c>sipedge addresses</c>: what a peer has to let through its firewall, and the nftables lines for ours. From the configuration;
/// no edge needs to run.
/// </summary>
internal static class AddressesVerb
{
    public static Command Create(Terminal terminal)
    {
        var trunk = new Option<string?>("--trunk")
        {
            Description = "Only what this trunk uses, and the addresses it calls from",
            HelpName = "name",
        };
        var nftables = new Option<bool>("--nftables") { Description = "Print the nftables lines alone" };
        var config = SharedOptions.Config();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "addresses",
            "List every address and port that the edge uses, for a peer's firewall, and the nftables lines for ours",
            "sipedge addresses --trunk carrier",
            "sipedge addresses --nftables",
            "sipedge addresses --json | jq '.own[]'")
        {
            trunk, nftables, config, json,
        };
        verb.SetAction(async (parsed, _) =>
        {
            var loaded = ConfigurationSource.Find(parsed.GetValue(config)).Load();
            if (!loaded.Usable)
            {
                return await ConfigurationView.RefuseAsync(terminal, loaded).ConfigureAwait(false);
            }
            TrunkModel? only = null;
            if (parsed.GetValue(trunk) is { } name)
            {
                only = loaded.Model.Trunks.FirstOrDefault(candidate => candidate.Name == name);
                if (only is null)
                {
                    return ConfigurationView.NoSuch(terminal, "trunk", name, loaded.Model.Trunks.Select(static known => known.Name));
                }
            }
            var list = FirewallList.Of(loaded.Model, only);
            if (parsed.GetValue(json))
            {
                await terminal.Output.WriteLineAsync(
                    JsonSerializer.Serialize(list, FirewallJson.Default.FirewallList)).ConfigureAwait(false);
            }
            else
            {
                Print(terminal, list, parsed.GetValue(nftables));
            }
            return ExitCode.Success;
        });
        return verb;
    }

    private static void Print(Terminal terminal, FirewallList list, bool nftablesOnly)
    {
        if (!nftablesOnly)
        {
            terminal.Output.WriteLine($"For the firewall of {list.Trunk ?? "a peer"}: let these reach you, and be reached.");
            var table = new TextTable(
                ("For", 17), ("Address", 25), ("Protocol", 8), ("Port", 11), ("Sent from", 11), ("Listener", 15));
            foreach (var place in list.Own)
            {
                table.Add(
                    place.Purpose, place.Address, place.Protocol, place.Ports, place.SendsFrom ?? "any port", place.Listener ?? "");
            }
            table.Print(terminal);
            terminal.Output.WriteLine("For ours (sipedge addresses --nftables prints these lines alone):");
            terminal.Output.WriteLine();
        }
        foreach (var line in list.Nftables)
        {
            terminal.Output.WriteLine(line);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FirewallList))]
internal sealed partial class FirewallJson : JsonSerializerContext;
