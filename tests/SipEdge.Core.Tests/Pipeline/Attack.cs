using System.Text.RegularExpressions;
using SipEdge.Core.Tests.Admission;
using SipEdge.Core.Tests.Generated;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// One message of a stranger, made when it is sent, from what can be overheard of the live call by then. What he cannot know is
/// the branch of a request that the edge has sent and that is not answered yet: its random bits are all that protects a response
/// (RFC 3261 §18.1.2), so a response of his carries another.
/// </summary>
internal sealed record Attack(long At, TransportKind Transport, string Method, string Dialog, string Branch, string Uri, string Route,
    string Via, uint CSeq, bool Body, Func<Caller, string[]> Lies)
{
    private const string Response = "SIP/2.0";

    public static IReadOnlyList<Attack> Plan(Draw draw) => [.. Enumerable.Range(0, 1 + draw.Next(4)).Select(_ => Make(draw))];

    public string Write(EdgeScenario scenario, SocketEndpoint own, Caller liar)
    {
        var from = Via == "own" ? own.ToString() : scenario.Caller.Node.Local(default).ToString();
        var names = Names(scenario);
        var body = Body ? SimulatedPhone.Description("203.0.113.66", 6666) : "";
        var first = Method.StartsWith(Response, StringComparison.Ordinal) ? Method : $"{Method} {Uri} SIP/2.0";
        var method = Method.StartsWith(Response, StringComparison.Ordinal) ? "INVITE" : Method;
        (liar.Method, liar.Uri) = (method, Uri);
        return $"{first}\r\nVia: SIP/2.0/{Transport.ToString().ToUpperInvariant()} {from};branch={BranchText(scenario)}\r\n"
            + $"Max-Forwards: 70\r\n{Route}From: {names.From}\r\nTo: {names.To}\r\nCall-ID: {names.CallId}\r\nCSeq: {CSeq} {method}\r\n"
            + $"Contact: <sip:mallory@{own}>\r\n{string.Concat(Lies(liar).Select(line => line + "\r\n"))}"
            + (Body ? "Content-Type: application/sdp\r\n" : "") + $"Content-Length: {body.Length}\r\n\r\n{body}";
    }

    public override string ToString() => $"at {At} over {Transport}: {Method} {Uri}, dialog {Dialog}, branch {Branch}, via {Via}, CSeq {CSeq}, "
        + $"{(Body ? "with" : "without")} a body {Route}";

    private static Attack Make(Draw draw)
    {
        var lies = new Draw([.. Enumerable.Range(0, 12).Select(_ => draw.Next(1_000))]);
        string[]? told = null;
        return new Attack(
            draw.Pick(500, 5, 100, 1_500, 2_999, 3_002),
            draw.Pick<TransportKind>(),
            draw.Pick("INVITE", "BYE", "CANCEL", "ACK", "UPDATE", "INFO", "OPTIONS", "REFER", "NOTIFY", "PRACK", "MESSAGE", "REGISTER",
                "SIP/2.0 200 OK", "SIP/2.0 180 Ringing", "SIP/2.0 603 Decline", "SIP/2.0 302 Moved"),
            draw.Pick("none", "alice", "bob", "shape", "half", "request"),
            draw.Pick("own", "alice", "edge", "old"),
            draw.Pick("sip:31201234567@edge.example", "sip:10.0.0.1", "sip:bob@10.0.0.3", "sip:1@example.net", "sip:1@nowhere.example"),
            draw.Pick("", "Route: <sip:10.0.0.1;lr>\r\n", "Route: <sip:10.0.0.3;lr>\r\n",
                "Route: <sip:edge.example;lr>, <sip:10.0.0.3;lr>\r\nRecord-Route: <sip:203.0.113.66;lr>\r\n"),
            draw.Pick("own", "alice"),
            draw.Pick(1u, 2u, 7u, 4_000_000u),
            draw.Once(2),
            caller => told ??= GeneratedEdge.Lies(lies, caller));
    }

    private (string From, string To, string CallId) Names(EdgeScenario scenario)
    {
        var toAlice = scenario.Caller.Messages.LastOrDefault() ?? "";
        var toBob = scenario.Callee.Messages.LastOrDefault(message => !message.StartsWith("SIP/", StringComparison.Ordinal)) ?? "";
        return Dialog switch
        {
            "alice" => (Header(toAlice, "From"), Header(toAlice, "To"), Header(toAlice, "Call-ID")),
            "bob" => (Header(toBob, "To"), Header(toBob, "From"), Header(toBob, "Call-ID")),
            // The INVITE of the call once more: no To tag.
            "request" => (Header(toAlice, "From"), Header(toAlice, "To").Split(";tag=")[0], Header(toAlice, "Call-ID")),
            "half" => (Header(toAlice, "From"), "<sip:31201234567@edge.example>;tag=made-up", Header(toAlice, "Call-ID")),
            "shape" => ("<sip:m@example.net>;tag=m", "<sip:31201234567@edge.example>;tag=00000000123456789abcdef0", Header(toBob, "Call-ID")),
            _ => ("<sip:m@example.net>;tag=m", "<sip:31201234567@edge.example>", $"{At}-{CSeq}@mallory"),
        };
    }

    private string BranchText(EdgeScenario scenario)
    {
        var toAlice = scenario.Caller.Messages.FirstOrDefault() ?? "";
        var toBob = scenario.Callee.Messages.FirstOrDefault() ?? "";
        return Branch switch
        {
            "alice" => Value(toAlice, "branch=([^;\r]+)") ?? "z9hG4bKx",
            "edge" => Guess(Value(toBob, "branch=([^;\r]+)") ?? "z9hG4bKx"),
            "old" => "1",
            _ => $"z9hG4bKm{At}{Method.Length}",
        };
    }

    /// <summary>Of the right form, and right but for its last digit.</summary>
    private static string Guess(string branch) => branch[..^1] + (branch[^1] == '0' ? '1' : '0');

    private static string Header(string message, string name) => Value(message, $"(?m)^{name}: ([^\r]*)\r") ?? $"<sip:nobody@example.net>;tag={name}";

    private static string? Value(string message, string pattern) =>
        Regex.Match(message, pattern) is { Success: true } match ? match.Groups[1].Value : null;
}
