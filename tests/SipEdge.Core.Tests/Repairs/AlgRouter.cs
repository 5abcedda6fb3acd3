using System.Text;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Repairs;

/// <summary>
/// A home router between one telephone and the world, with an ALG as they are sold: it maps the port, and rewrites some of what it
/// should and not the rest.
/// </summary>
internal sealed class AlgRouter(SocketEndpoint inside, SocketEndpoint outside)
{
    private readonly string _inside = HostOf(inside);
    private readonly string _outside = HostOf(outside);

    public bool RewritesVia { get; init; }
    public bool DropsRport { get; init; }
    public bool RewritesContact { get; init; }
    public bool RewritesOrigin { get; init; }
    public bool RewritesConnection { get; init; }

    /// <summary>Content-Length stays what it was before the addresses changed.</summary>
    public bool ForgetsLength { get; init; }

    /// <summary>Of any kind, drawn from the seed.</summary>
    public static AlgRouter Random(SocketEndpoint inside, SocketEndpoint outside, Random random) => new(inside, outside)
    {
        RewritesVia = random.Next(2) == 0,
        DropsRport = random.Next(2) == 0,
        RewritesContact = random.Next(2) == 0,
        RewritesOrigin = random.Next(2) == 0,
        RewritesConnection = random.Next(2) == 0,
        ForgetsLength = random.Next(2) == 0,
    };

    public SimulatedMessage Route(SimulatedMessage message)
    {
        if (message.Source == inside)
        {
            return message with { Source = outside, Bytes = Rewrite(message.Bytes) };
        }
        return message.Flow.Remote == outside ? message with { Flow = message.Flow with { Remote = inside } } : message;
    }

    public override string ToString() =>
        $"via {RewritesVia}, rport dropped {DropsRport}, contact {RewritesContact}, o= {RewritesOrigin}, c= {RewritesConnection}, length forgotten {ForgetsLength}";

    private byte[] Rewrite(byte[] bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        var response = lines[0].StartsWith("SIP/2.0", StringComparison.Ordinal);
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.StartsWith("Via:", StringComparison.Ordinal) && !response)
            {
                line = DropsRport ? line.Replace(";rport", "", StringComparison.Ordinal) : line;
                lines[i] = RewritesVia ? Outward(line) : line;
            }
            else if (Is(line, "Contact:", RewritesContact) || Is(line, "o=", RewritesOrigin) || Is(line, "c=", RewritesConnection))
            {
                lines[i] = Outward(line);
            }
        }
        var text = string.Join("\r\n", lines);
        var body = text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        var said = Array.Find(lines, static line => line.StartsWith("Content-Length:", StringComparison.Ordinal))!;
        return Encoding.Latin1.GetBytes(ForgetsLength ? text : text.Replace(said, $"Content-Length: {body.Length}", StringComparison.Ordinal));
    }

    private static bool Is(string line, string start, bool rewrites) => rewrites && line.StartsWith(start, StringComparison.Ordinal);

    private string Outward(string line) => line.Replace(_inside, _outside, StringComparison.Ordinal);

    private static string HostOf(SocketEndpoint endpoint) => endpoint.ToString().Split(':')[0];
}
