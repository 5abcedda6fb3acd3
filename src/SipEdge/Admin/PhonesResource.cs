using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>GET /phones: every registered contact, by address of record.</summary>
internal static class PhonesResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) => routes.MapGet("/phones",
        async (HttpContext context) =>
        await context.Response.WriteAsJsonAsync(
            await edge.PhonesAsync(context.RequestAborted).ConfigureAwait(false),
            AdminJson.Default.IReadOnlyListPhoneReport,
            cancellationToken: context.RequestAborted).ConfigureAwait(false));
}
