using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SipEdge.Cli;
using SipEdge.Demo;
using SipEdge.Doctor;
using SipEdge.Sip.Messages;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.Doctor;

/// <summary>Runs <c>sipedge trunk test</c> against a fault and reads its report.</summary>
public abstract class FaultBench : IDisposable
{
    private protected const string Digest = "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"n1\", qop=\"auth\", algorithm=";
    private protected const string Register = """
        auth: { username: line1, password: { file: secret }, realms: [carrier] }, register: { registrar_domain: carrier.test }
        """;

    private protected ScratchDirectory Scratch { get; } = new();

    /// <summary>Long where an answer comes, short where none will.</summary>
    private protected string Timeout { get; set; } = "10s";

    public void Dispose()
    {
        Release();
        Scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected virtual void Release()
    {
    }

    private protected static SipStub Registrar(Func<DemoMessage, string> register) => SipStub.Udp(
        request => [request.Method == SipMethod.Register ? register(request) : SipStub.Answer(request, 200)]);

    private protected static bool HasCredentials(DemoMessage request) => request.CSeq > 1;

    private protected static string Gateway(int port, string transport, string more = "") =>
        string.Create(CultureInfo.InvariantCulture, $"{{ name: main, address: 127.0.0.1, port: {port}, transport: {transport}{more} }}");

    /// <summary>Nobody has it: it was somebody's a moment ago.</summary>
    private protected static int ClosedPort()
    {
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)tcp.LocalEndPoint!).Port;
    }

    private protected static List<Step> Steps(Sipedge.Outcome run)
    {
        using var json = JsonDocument.Parse(run.Output);
        return [.. json.RootElement.GetProperty("steps").EnumerateArray().Select(static step => new Step(
            step.GetProperty("layer").GetString()!, step.GetProperty("outcome").GetString()!, step.GetProperty("fault").GetString()!,
            step.GetProperty("evidence").GetString()!, Text(step, "cause"), Text(step, "remedy")))];
    }

    private static string Text(JsonElement step, string name) => step.TryGetProperty(name, out var text) ? text.GetString()! : "";

    private protected async Task Fails(
        string layer, TestFault fault, string cause, string remedy, string gateway, string trunk = "", bool causeOnly = false,
        string top = "", string[]? arguments = null)
    {
        var run = await RunAsync(gateway, trunk, "json", top, arguments ?? []);

        Assert.True(run.ExitCode == ExitCode.Failed, run.Output + run.Error);
        var first = Steps(run).First(static step => step.Outcome == "failed");
        Assert.Equal((layer, SnakeCase<TestFault>.Of(fault)), (first.Layer, first.Fault));
        Assert.Contains(cause, first.Cause, StringComparison.Ordinal);
        Assert.Contains(remedy, causeOnly ? first.Cause : first.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("right-password", run.Output, StringComparison.Ordinal);
    }

    private protected Task<Sipedge.Outcome> RunAsync(
        string gateway, string trunk = "", string form = "json", string top = "", params string[] arguments)
    {
        Scratch.Write("secret", "right-password");
        File.SetUnixFileMode(Scratch.File("secret"), UnixFileMode.UserRead);
        var file = Scratch.Write("sipedge.yaml", $$"""
            version: 1
            {{top}}
            listeners:
              - { name: udp, transport: udp, bind: "127.0.0.1:5060" }
              - { name: tcp, transport: tcp, bind: "127.0.0.1:5060" }
              - { name: tls, transport: tls, bind: "127.0.0.1:5061", tls: own }
            tls: { own: { self_signed: true } }
            domains: { sip.example.net: {} }
            trunks:
              carrier: { gateways: [{{gateway}}]{{(trunk.Length > 0 ? ", " + trunk : "")}} }
            routes:
              - { to: carrier }
            media: { ipv4: { address: 127.0.0.1 } }
            """);
        return Sipedge.RunAsync(
        [
            "trunk", "test", "carrier", "-c", file, "--timeout", Timeout, "--socket", Scratch.File("none.sock"),
            .. form == "json" ? ["--json"] : Array.Empty<string>(), .. arguments,
        ]);
    }

    private protected sealed record Step(string Layer, string Outcome, string Fault, string Evidence, string Cause, string Remedy);
}
