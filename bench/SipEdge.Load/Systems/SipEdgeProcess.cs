using System.Globalization;
using System.Text;
using SipEdge.Load.Measure;
using SipEdge.Load.Sip;
using SipEdge.Load.Sockets;

namespace SipEdge.Load.Systems;

/// <summary>The shipped process, <c>sipedge run --config FILE</c>, with bench/SipEdge.GcProbe as its start-up hook.</summary>
internal sealed class SipEdgeProcess(RunContext context, string program, int warmUpSeconds) : SystemUnderTest(context)
{
    private readonly string _gcSocket = Path.Combine(context.Scratch, "gc.sock");

    internal override string Name => "sipedge";

    internal override Ipv4Endpoint Sip => Ipv4Endpoint.Parse("127.0.0.1:5060");

    internal override int WarmUpSeconds => warmUpSeconds;

    internal override void Start(Variant variant)
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] =
                Path.Combine(Context.Root, "bench/SipEdge.GcProbe/bin/Release/net10.0/SipEdge.GcProbe.dll"),
            ["SIPEDGE_GCPROBE"] = _gcSocket,
        };
        foreach (var account in Account.All)
        {
            environment["HA1_" + account.Name] = account.Ha1Text;
        }

        File.Delete(_gcSocket);
        File.Delete(Path.Combine(Context.Scratch, "calls.jsonl"));
        AddGroup("sipedge").Start(Context.LogOf("sipedge"), environment,
            "dotnet", program, "run", "--config", WriteConfiguration(variant), "--log-level", "Warning");
    }

    internal override GcSnapshot? ReadGc() => GcSnapshot.Read(_gcSocket);

    private string WriteConfiguration(Variant variant)
    {
        string file = variant == Variant.B ? "b.yaml" : "c.yaml";
        var accounts = new StringBuilder();
        foreach (var account in Account.All)
        {
            string name = account.Name;
            accounts.Append(CultureInfo.InvariantCulture, $"  {name}: {{ ha1: {{ md5: {{ env: HA1_{name} }} }} }}\n");
        }

        string text = File.ReadAllText(Path.Combine(Context.Home, "config", file))
            .Replace("\n@accounts@\n", "\n" + accounts, StringComparison.Ordinal)
            .Replace("[@names@]", "[" + string.Join(", ", Account.All.Select(account => account.Name)) + "]",
                StringComparison.Ordinal)
            .Replace("@scratch@", Context.Scratch, StringComparison.Ordinal);
        string path = Path.Combine(Context.Scratch, file);
        File.WriteAllText(path, text);
        return path;
    }
}
