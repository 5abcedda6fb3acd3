using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Core.Calls;
using SipEdge.Core.Pipeline;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Hosting;

/// <summary>A phone registers on one loop, and calls may fall on any: each must know it.</summary>
public sealed class PhonesOnTwoLoopsTests
{
    private const int Loops = 2;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_call_of_the_pbx_and_one_of_the_phone_find_the_registration_on_either_loop(int loop)
    {
        await using var bed = new TestBed();
        await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Acls = [],
            Gateways = [$"{{ name: first, address: {bed.Callee} }}"],
            Phones = "{ pbx: carrier, authentication: pbx }",
        });
        using var phone = new UdpEnd(bed.Caller, bed.Edge);
        using var pbx = new UdpEnd(bed.Callee, bed.Edge);

        await phone.Send("REGISTER", $"sip:{EdgeConfiguration.Domain}", "101", "registers", $"Contact: <sip:101@{bed.Caller}>\r\n");
        var register = await pbx.Hear("REGISTER ");
        var contact = Line(register, "Contact");
        await pbx.Answer(register, "200 OK", $"Contact: {contact}\r\n");
        await phone.Hear("SIP/2.0 200 ");

        await pbx.Send("INVITE", contact.Split('<', '>')[1], "200", CallOn(loop));
        await phone.Answer(await phone.Hear("INVITE sip:101@"), "486 Busy Here");
        await pbx.Hear("SIP/2.0 486 ");

        await phone.Send("INVITE", $"sip:200@{EdgeConfiguration.Domain}", "101", CallOn(loop));
        await pbx.Answer(await pbx.Hear("INVITE sip:200@"), "486 Busy Here");
        await phone.Hear("SIP/2.0 486 ");
    }

    /// <summary>A Call-ID whose messages that loop gets.</summary>
    private static string CallOn(int loop)
    {
        var router = new EdgeRouter(Loops, new MovedLegs());
        while (true)
        {
            var callId = Guid.NewGuid().ToString("N");
            if (router.LoopFor(Encoding.ASCII.GetBytes(UdpEnd.Request("INVITE", "sip:a@b", "c", callId, "d", ""))) == loop)
            {
                return callId;
            }
        }
    }

    private static string Line(string message, string name) => message.Split($"\r\n{name}: ")[1].Split("\r\n")[0];

    /// <summary>A socket that says what the test writes.</summary>
    private sealed class UdpEnd : IDisposable
    {
        private readonly UdpClient _socket;
        private readonly IPEndPoint _edge;

        public UdpEnd(IPAddress address, IPAddress edge)
        {
            _socket = new UdpClient(new IPEndPoint(address, 5060));
            _edge = new IPEndPoint(edge, 5060);
        }

        public static string Request(string method, string uri, string from, string callId, string via, string headers) =>
            $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {via}:5060;branch=z9hG4bK{callId};rport\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:{from}@{EdgeConfiguration.Domain}>;tag={callId}\r\n"
            + $"To: <{(method == "REGISTER" ? $"sip:{from}@{EdgeConfiguration.Domain}" : uri)}>\r\nCall-ID: {callId}\r\n"
            + $"CSeq: 1 {method}\r\n{(headers.Length == 0 ? $"Contact: <sip:{from}@{via}>\r\n" : headers)}Content-Length: 0\r\n\r\n";

        public async Task Send(string method, string uri, string from, string callId, string headers = "") => await Say(
            Request(method, uri, from, callId, ((IPEndPoint)_socket.Client.LocalEndPoint!).Address.ToString(), headers));

        public async Task Answer(string request, string status, string headers = "")
        {
            var copied = request.Split("\r\n").Where(static line => line.StartsWith("Via:", StringComparison.Ordinal)
                || line.StartsWith("From:", StringComparison.Ordinal) || line.StartsWith("Call-ID:", StringComparison.Ordinal)
                || line.StartsWith("CSeq:", StringComparison.Ordinal));
            await Say($"SIP/2.0 {status}\r\n{string.Join("\r\n", copied)}\r\nTo: {Line(request, "To")};tag=t\r\n{headers}"
                + "Content-Length: 0\r\n\r\n");
        }

        /// <summary>The next message that begins so.</summary>
        public async Task<string> Hear(string start)
        {
            using var patience = new CancellationTokenSource(TestBed.Patience);
            while (true)
            {
                var text = Encoding.Latin1.GetString((await _socket.ReceiveAsync(patience.Token)).Buffer);
                if (text.StartsWith(start, StringComparison.Ordinal))
                {
                    return text;
                }
            }
        }

        public void Dispose() => _socket.Dispose();

        private async Task Say(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text), _edge);
    }
}
