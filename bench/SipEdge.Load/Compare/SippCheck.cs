using System.Globalization;
using System.Text;
using SipEdge.Load.Measure;
using SipEdge.Load.Sip;
using SipEdge.Load.Systems;

namespace SipEdge.Load.Compare;

/// <summary>
/// The same calls of variant C driven by SIPp: an independent generator agrees that calls go through, and shows what of the CPU
/// figures comes from ours.
/// </summary>
internal sealed class SippCheck(RunContext context, CompareOptions options)
{
    private const int Rate = 200;
    private const int Calls = 4000;

    /// <summary>The Request-URI of caller.xml without its scheme; SIPp would sign its own idea of it.</summary>
    private const string Dialled = "+49100000000@edge.example.com";
    private static readonly Dictionary<string, string> NoEnvironment = [];

    internal SippFigures Run(SystemUnderTest system, Func<CallLoad> phones)
    {
        system.Start(Variant.C);
        using (var load = phones())
        {
            load.Media = MediaOffer.Plain;
            CallMeasurement.WaitUntilItAnswers(system, load);
            CallMeasurement.WarmUp(load, 500, TimeSpan.FromSeconds(system.WarmUpSeconds));
        }

        string statistics = Path.Combine(context.Scratch, $"sipp-{system.Name}.csv");
        using var callee = new ProcessGroup("sipp-callee", context.Run, options.LoadCore);
        callee.Start(context.LogOf("sipp-callee"), NoEnvironment,
            ["sipp", "-sf", Scenario("callee.xml"), "-i", "127.0.0.3", "-p", "5070", "-nostdin", "-nd"]);
        using var caller = new ProcessGroup("sipp-caller", context.Run, options.LoadCore);
        double cpu = system.CpuSeconds;
        caller.Start(context.LogOf("sipp-caller"), NoEnvironment,
            ["sipp", system.Sip.ToString(), "-sf", Scenario("caller.xml"), "-inf", WriteAccounts(), "-auth_uri", Dialled,
                "-i", "127.0.0.2", "-p", "5060", "-r", Text(Rate), "-m", Text(Calls), "-l", "5000", "-nostdin",
                "-trace_stat", "-stf", statistics, "-fd", "1"]);
        long end = Clock.Now + ((Calls / Rate + 30L) * Clock.Second);
        while (!caller.HasExited && Clock.Now < end)
        {
            Thread.Sleep(100);
            system.CheckAlive();
        }

        cpu = system.CpuSeconds - cpu;
        system.Stop();
        return Read(system.Name, statistics, cpu);
    }

    private string Scenario(string name) => Path.Combine(context.Home, "sipp", name);

    private string WriteAccounts()
    {
        var text = new StringBuilder("SEQUENTIAL\n");
        foreach (var account in Account.All)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{account.Name};[authentication username={account.Name} password={Account.Password(account.Name)}]\n");
        }

        string path = Path.Combine(context.Scratch, "accounts.csv");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    private static SippFigures Read(string system, string path, double cpu)
    {
        string[] lines = File.ReadAllLines(path);
        string[] names = lines[0].Split(';');
        string[] last = lines[^1].Split(';');
        long Field(string name) => long.Parse(last[Array.IndexOf(names, name)], CultureInfo.InvariantCulture);
        long successful = Field("SuccessfulCall(C)");
        return new(system, Rate, successful, Field("FailedCall(C)"), Field("Retransmissions(C)"),
            cpu * 1000 / Math.Max(1, successful));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One run of SIPp through one system; CPU seconds per 1,000 calls over the whole run.</summary>
internal sealed record SippFigures(string System, int Rate, long Successful, long Failed, long Retransmissions,
    double CpuPerThousand);
