using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Calls;

/// <summary>What the media of a caller may be: by its trunk, by the phones of its domain, else by media.policy.</summary>
internal static class CallerMedia
{
    public static MediaRules Of(in AdmissionDecision admission, EdgeModel model) => admission switch
    {
        { Trunk: { } trunk } => trunk.Media,
        { Phones: { } phones } => phones.CallerMedia,
        _ => model.Media.Policy,
    };
}
