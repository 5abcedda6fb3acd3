using System.Globalization;

namespace SipEdge.Load.Compare;

/// <summary>What to measure; <c>bench/compare/run --help</c> describes each.</summary>
internal sealed record CompareOptions
{
    internal const string AllParts = "b,c,memory,search,relay,sipp,overload";

    public string[] Parts { get; private set; } = AllParts.Split(',');
    public string[] Systems { get; private set; } = ["kamailio", "sipedge"];
    public string[] Kinds { get; private set; } = ["rtp-rtp", "srtp-rtp", "rtp-srtp", "srtp-srtp"];
    public int Rounds { get; private set; } = 3;
    public double[] CallRates { get; private set; } = [200, 500, 1000];
    public double[] PacketRates { get; private set; } = [10_000, 50_000, 100_000];
    public int WindowSeconds { get; private set; } = 8;
    public int WarmUpSeconds { get; private set; } = 20;
    public int HeldCalls { get; private set; } = 3000;
    public int RingMilliseconds { get; private set; } = 20;
    public int HoldMilliseconds { get; private set; } = 200;
    public double SearchFrom { get; private set; } = 1000;
    public double SearchTo { get; private set; } = 12_000;
    public int Ballast { get; private set; } = 6;
    public double OverloadFrom { get; private set; } = 300;
    public bool Sleep { get; private set; }
    public int SystemCore { get; private set; }
    public int LoadCore { get; private set; } = 1;
    public string Output { get; private set; } = "";

    /// <summary>The sipedge.dll to measure; empty for the one built here.</summary>
    public string Program { get; private set; } = "";

    internal static CompareOptions Parse(string[] arguments)
    {
        var options = new CompareOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            if (name == "--quick")
            {
                (options.Rounds, options.WindowSeconds, options.WarmUpSeconds, options.HeldCalls) = (1, 4, 8, 1000);
                continue;
            }

            if (name == "--sleep")
            {
                options.Sleep = true;
                continue;
            }

            string value = i + 1 < arguments.Length ? arguments[++i] : throw new ArgumentException($"{name} wants a value");
            options.Set(name, value);
        }

        return options;
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--parts": Parts = Known(value, AllParts); break;
            case "--systems": Systems = Known(value, "kamailio,sipedge"); break;
            case "--kinds": Kinds = Known(value, "rtp-rtp,srtp-rtp,rtp-srtp,srtp-srtp"); break;
            case "--rounds": Rounds = Whole(value); break;
            case "--call-rates": CallRates = Rates(value); break;
            case "--packet-rates": PacketRates = Rates(value); break;
            case "--window": WindowSeconds = Whole(value); break;
            case "--warm-up": WarmUpSeconds = Whole(value); break;
            case "--held": HeldCalls = Whole(value); break;
            case "--ring": RingMilliseconds = Whole(value); break;
            case "--hold": HoldMilliseconds = Whole(value); break;
            case "--search-from": SearchFrom = Whole(value); break;
            case "--search-to": SearchTo = Whole(value); break;
            case "--ballast": Ballast = Whole(value); break;
            case "--overload-from": OverloadFrom = Whole(value); break;
            case "--system-core": SystemCore = Whole(value); break;
            case "--load-core": LoadCore = Whole(value); break;
            case "--sipedge": Program = value; break;
            case "--output": Output = value; break;
            default: throw new ArgumentException($"unknown option {name}; see --help");
        }
    }

    private static int Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new ArgumentException($"{text} is no number");

    private static double[] Rates(string text) => [.. text.Split(',').Select(part => (double)Whole(part))];

    private static string[] Known(string text, string known)
    {
        string[] parts = text.Split(',');
        string[] allowed = known.Split(',');
        string? unknown = parts.FirstOrDefault(part => !allowed.Contains(part));
        return unknown is null ? parts : throw new ArgumentException($"{unknown} is none of {known}");
    }
}
