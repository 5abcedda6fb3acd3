using SipEdge.Load.Sockets;

namespace SipEdge.Load.Systems;

/// <summary>kamailio for variant B; kamailio and rtpengine in user space for variant C.</summary>
internal sealed class Kamailio(RunContext context) : SystemUnderTest(context)
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    internal override string Name => "kamailio";

    internal override Ipv4Endpoint Sip => Ipv4Endpoint.Parse("127.0.0.1:5060");

    internal override void Start(Variant variant)
    {
        string folder = Path.Combine(Context.Home, "kamailio");
        if (variant == Variant.C)
        {
            AddGroup("rtpengine").Start(Context.LogOf("rtpengine"), NoEnvironment, "rtpengine", "--foreground", "--log-stderr",
                "--config-file=" + Path.Combine(folder, "rtpengine.conf"));
        }

        AddGroup("kamailio").Start(Context.LogOf("kamailio"), NoEnvironment, "kamailio", "-DD", "-E", "-x", "tlsf", "-X", "tlsf",
            "-m", "1024", "-M", "16", "-Y", Context.Scratch, "-f", Path.Combine(folder, "kamailio.cfg"),
            "-A", "VARIANT_" + variant);
    }
}
