using System.CommandLine;
using SipEdge.Configuration.Editing;
using SipEdge.Core.Configuration;

namespace SipEdge.Cli;

/// <summary>An address entry on the command line: the prefix as an argument, the rest as flags.</summary>
internal sealed class AddressFlags
{
    private readonly Argument<string> _prefix = new("prefix") { Description = "An address, or address/length" };
    private readonly Option<int?> _port = new("--port")
    {
        Description = "Only from this source port (UDP)",
        HelpName = "number",
    };

    private readonly Option<int?> _localPort = new("--local-port")
    {
        Description = "Only to this port of ours",
        HelpName = "number",
    };

    private readonly Option<string?> _transport = new("--transport")
    {
        Description = "Only over this transport",
        HelpName = "udp|tcp|tls",
    };

    private readonly Option<string?> _direction = new("--direction")
    {
        Description = "outbound: a peer that is called and never calls",
        HelpName = "both|inbound|outbound",
    };

    public void AddTo(Command verb)
    {
        verb.Add(_prefix);
        foreach (Option option in new Option[] { _port, _localPort, _transport, _direction })
        {
            verb.Add(option);
        }
    }

    public AddressOptions Read(ParseResult parsed) => new()
    {
        Prefix = parsed.GetValue(_prefix)!,
        Port = parsed.GetValue(_port),
        LocalPort = parsed.GetValue(_localPort),
        Transport = Choose(parsed.GetValue(_transport), ConfigNames.Transport),
        Direction = Choose(parsed.GetValue(_direction), ConfigNames.Direction) ?? GatewayDirection.Both,
    };

    /// <exception cref="EditRefusedException">There is no such choice.</exception>
    public static T? Choose<T>(string? text, NameTable<T> names)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        if (names.TryFind(text, out var value))
        {
            return value;
        }

        var suggestion = NearestName.Find(text, names.Names);
        throw new EditRefusedException($"'{text}' is not known here; expected {string.Join(", ", names.Names)}"
            + (suggestion is null ? string.Empty : $"; did you mean '{suggestion}'?"));
    }
}
