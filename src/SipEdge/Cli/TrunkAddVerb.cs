using System.CommandLine;
using System.Globalization;
using SipEdge.Core.Configuration;

namespace SipEdge.Cli;

/// <summary><c>sipedge trunk add</c>: a new peer, with a profile and its addresses.</summary>
internal static class TrunkAddVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = TrunkVerb.Name();
        var profile = new Option<string?>("--profile", "-p")
        {
            Description = "Where values come from: one that 'sipedge profiles' lists, its newest version unless one is named",
            HelpName = "name[@version]",
        };
        var addresses = new Option<string[]>("--address")
        {
            Description = "Of a gateway; may be given again for further ones",
            HelpName = "address|name",
            Required = true,
        };
        var port = new Option<int?>("--port") { Description = "Of the gateways. Default: what their transport has" };
        var transport = new Option<string?>("--transport") { Description = "Of the gateways", HelpName = "udp|tcp|tls" };
        var tlsName = new Option<string?>("--tls-name") { Description = "The name that their certificate must carry" };
        var direction = new Option<string?>("--direction")
        {
            Description = "Whether calls may come from them, go to them, or both",
            HelpName = "inbound|outbound|both",
        };
        var flags = new EditFlags();
        var verb = new Verb(
            "add",
            "Make a trunk. Calls go to it when a route says so",
            "sipedge trunk add carrier --profile itsp-static-udp --address 198.51.100.7",
            "sipedge trunk add pbx --profile cucm-secure --address 192.0.2.20 --tls-name cucm.example.net --reload")
        {
            name, profile, addresses, port, transport, tlsName, direction,
        };
        flags.AddTo(verb);
        verb.SetAction((parsed, stop) => flags.RunAsync(
            terminal,
            parsed,
            edits => edits.AddTrunk(
                parsed.GetValue(name)!,
                parsed.GetValue(profile),
                [.. parsed.GetValue(addresses)!.Select((address, index) => new GatewayOptions
                {
                    Name = index == 0 ? "main" : string.Create(CultureInfo.InvariantCulture, $"main-{index + 1}"),
                    Address = address,
                    Port = parsed.GetValue(port),
                    Transport = AddressFlags.Choose(parsed.GetValue(transport), ConfigNames.Transport),
                    TlsName = parsed.GetValue(tlsName),
                    Direction = AddressFlags.Choose(parsed.GetValue(direction), ConfigNames.Direction) ?? GatewayDirection.Both,
                })]),
            stop));
        return verb;
    }
}
